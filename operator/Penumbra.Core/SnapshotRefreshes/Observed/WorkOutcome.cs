namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>How a piece of work on the database ended.</summary>
public enum WorkOutcome
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>Nobody could connect, or the connection broke: again, later.</summary>
    Retry,

    /// <summary>What is in the database is not what this run would have made: a new one must be restored.</summary>
    Restore,

    /// <summary>It failed: a person must act.</summary>
    Failed,
}
