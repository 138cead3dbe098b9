namespace Penumbra.Simulation.Refreshes;

/// <summary>What a worker's pod was started for.</summary>
public enum WorkerMode
{
    /// <summary>A run.</summary>
    Refresh,

    /// <summary>The daily sweep.</summary>
    Sweep,

    /// <summary>The cleanup of a refresh that goes.</summary>
    Remove,
}
