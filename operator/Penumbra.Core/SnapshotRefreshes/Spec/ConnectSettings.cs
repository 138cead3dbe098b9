namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>How patient a run is with a database that rejects connections, as a restored one does for a while.</summary>
public sealed record ConnectSettings
{
    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long attempts are repeated, from the first. An error of SQL is never repeated.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(15);
}
