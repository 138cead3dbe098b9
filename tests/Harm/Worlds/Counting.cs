namespace Penumbra.Harm.Worlds;

/// <summary>How what was served gets to the judge.</summary>
public enum Counting
{
    /// <summary>As increments that are right to the event.</summary>
    Exact,

    /// <summary>By the counters of pods, to which nothing happens.</summary>
    Pods,

    /// <summary>By the counters of pods, of which one fails all that the release fails.</summary>
    OneBadPod,

    /// <summary>By the counters of pods, of which each restarts every ten minutes on average: its counters begin at zero, and what came since the last sample is lost.</summary>
    Restarts,

    /// <summary>By the counters of pods, of which the candidate gets more with each step, and stable a new one every two minutes: new ones are seen 10 to 30 s late.</summary>
    SeenLate,
}
