namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>How a run is doing.</summary>
public enum RunOutcome
{
    /// <summary>Under way.</summary>
    Running,

    /// <summary>A clean snapshot was published.</summary>
    Succeeded,

    /// <summary>Nothing was published; the temporary database is kept for the next run.</summary>
    Failed,
}
