namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>How far a step is.</summary>
public enum StepState
{
    /// <summary>Under way, or waiting for the cloud.</summary>
    Waiting,

    /// <summary>Done.</summary>
    Done,

    /// <summary>This run does not need it.</summary>
    Skipped,

    /// <summary>It ended the run.</summary>
    Failed,
}
