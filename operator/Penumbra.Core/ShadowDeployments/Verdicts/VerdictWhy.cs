namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>What a verdict rests on, or what it lacks.</summary>
public enum VerdictWhy
{
    /// <summary>Every criterion holds.</summary>
    AllHold,

    /// <summary>Fewer comparisons than asked for.</summary>
    TooFewComparisons,

    /// <summary>The time of the verdict has not passed.</summary>
    TooEarly,

    /// <summary>The mismatches are neither surely below the margin nor surely above it.</summary>
    NotSureYet,

    /// <summary>Over a fifth of the fields differ by themselves: what is left says too little.</summary>
    TooNoisy,

    /// <summary>The last sixth of the time speaks against the shadow, whatever was before.</summary>
    WorseLately,

    /// <summary>The shadow has had no ready pod for more than five minutes.</summary>
    ShadowDown,

    /// <summary>The latency is neither surely within its bound nor surely above it.</summary>
    LatencyNotSure,

    /// <summary>More mismatches than are allowed.</summary>
    Mismatches,

    /// <summary>Slower than allowed.</summary>
    Slower,

    /// <summary>Without a ready pod for more than a tenth of the time.</summary>
    DownTooLong,

    /// <summary>Hardly anything but refusals and redirects of live, or no answer at all: it is asked otherwise than users ask, and equal refusals say nothing.</summary>
    LiveAnswersDiffer,

    /// <summary>It takes more CPU per request than allowed.</summary>
    TooMuchCpu,

    /// <summary>It takes more memory per replica than allowed.</summary>
    TooMuchMemory,

    /// <summary>The answers are as good as live's, but it seems to use more than allowed, though not surely.</summary>
    ResourcesNotSure,

    /// <summary>An objective is missed.</summary>
    ObjectiveMissed,

    /// <summary>The answers are as good as live's, but an objective is not Good yet.</summary>
    ObjectiveNotSure,
}
