namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>The cloud.</summary>
public sealed record CloudProvider
{
    /// <summary>Amazon Web Services.</summary>
    public AwsRegion? Aws { get; init; }
}
