namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>The present step.</summary>
public sealed record StepStatus
{
    /// <summary>Which one, from 1.</summary>
    public required int Index { get; init; }

    /// <summary>Of how many, the implied last one included.</summary>
    public required int Of { get; init; }

    /// <summary>Since when its time runs: when the gateways had accepted it, or when a pause ended. Null while it does not run.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Time that had run before the last pause.</summary>
    public TimeSpan Held { get; init; }

    /// <summary>When the next step may begin at the earliest; null while the time does not run.</summary>
    public DateTimeOffset? EarliestNext { get; init; }

    /// <summary>Since when the step has been prepared without having begun, if that takes long; null otherwise.</summary>
    public DateTimeOffset? PreparingSince { get; init; }

    /// <summary>Identifies the list of steps that the index counts in: when they are edited, the time starts anew.</summary>
    public string Plan { get; init; } = "";
}
