namespace Penumbra.Comparison.Replaying;

/// <summary>How a process of a replay ended, as its exit code.</summary>
public enum ReplayEnd
{
    /// <summary>All of the recording is replayed.</summary>
    Done = 0,

    /// <summary>The server could not be reached, or this process was told to end: the next one goes on.</summary>
    Again = 1,

    /// <summary>The file is none that can be replayed: another process would find the same.</summary>
    Failed = 2,
}
