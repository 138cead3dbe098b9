namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>The account as it is, other people's things included: the rules tell what is ours.</summary>
public sealed record CloudFacts
{
    /// <summary>Clusters, and plain instances.</summary>
    public IReadOnlyList<CloudDatabase> Databases { get; init; } = [];

    /// <summary>Instances of clusters.</summary>
    public IReadOnlyList<CloudDatabase> Members { get; init; } = [];

    /// <summary>Manual snapshots of the account, and those that the source may be taken from.</summary>
    public IReadOnlyList<CloudSnapshot> Snapshots { get; init; } = [];

    /// <summary>What is looked at once.</summary>
    public PreflightFacts Preflight { get; init; } = new();
}
