using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>The present step.</summary>
public sealed record StepState
{
    /// <summary>Which one, from 1.</summary>
    public int Index { get; init; }

    /// <summary>Of how many, the implied last one included.</summary>
    public int Of { get; init; }

    /// <summary>Since when its time runs.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Time that had run before the last pause.</summary>
    [Duration]
    public string? Held { get; init; }

    /// <summary>When the next step may begin at the earliest.</summary>
    public DateTimeOffset? EarliestNext { get; init; }

    /// <summary>Since when the step has been prepared, if that takes long.</summary>
    public DateTimeOffset? PreparingSince { get; init; }

    /// <summary>Identifies the list of steps that the index counts in.</summary>
    [Length(0, 16)]
    public string? Plan { get; init; }
}
