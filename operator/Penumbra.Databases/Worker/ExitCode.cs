namespace Penumbra.Databases.Worker;

/// <summary>How the worker's process ends; the Job's pod failure policy knows these numbers.</summary>
public static class ExitCode
{
    /// <summary>The run succeeded, or there was nothing to do.</summary>
    public const int Done = 0;

    /// <summary>This pod cannot go on, another may: the Lease was lost, or something failed that nobody expected.</summary>
    public const int Again = 1;

    /// <summary>The run failed: a person must act. No other pod is to be tried.</summary>
    public const int Failed = 2;

    /// <summary>The run had succeeded before a container's turn came: nothing in this pod is to run any more, and no other pod is to be tried. What the run came to stands in status.</summary>
    public const int Ended = 3;
}
