namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>Where the data comes from.</summary>
public sealed record SourceSpec
{
    /// <summary>Cluster or plain instance.</summary>
    public required DatabaseKind Kind { get; init; }

    /// <summary>The identifier of the source database; empty when the source is one shared snapshot.</summary>
    public string Id { get; init; } = "";

    /// <summary>The ARN of one snapshot that another account shares; null for a database of this account.</summary>
    public string? SnapshotArn { get; init; }

    /// <summary>The account that owns the shared snapshot; null for this account.</summary>
    public string? Account { get; init; }

    /// <summary>What to start from.</summary>
    public SourceStrategy Strategy { get; init; } = SourceStrategy.LatestAutomated;

    /// <summary>How old the data may be at most when the run starts.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(36);
}
