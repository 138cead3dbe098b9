using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>What the judge says of an objective.</summary>
public sealed record ObjectiveState
{
    /// <summary>The objective.</summary>
    [Length(1, 63)]
    public required string Name { get; init; }

    /// <summary>Observe never acts.</summary>
    [Values("Enforce", "Observe")]
    public string? Mode { get; init; }

    /// <summary>Good, Bad or Unknown.</summary>
    [Values("Good", "Bad", "Unknown")]
    public required string Verdict { get; init; }

    /// <summary>Why it is Unknown.</summary>
    [Length(0, 63)]
    public string? Why { get; init; }

    /// <summary>The measured value.</summary>
    [Length(0, 64)]
    public string? Value { get; init; }

    /// <summary>What it is compared with.</summary>
    [Length(0, 64)]
    public string? Bound { get; init; }

    /// <summary>Events that count: since the launch began, or in Threshold's window.</summary>
    public long Samples { get; init; }

    /// <summary>Events that a Good verdict needs.</summary>
    public long Needed { get; init; }

    /// <summary>When enough events are expected.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>When the newest sample was taken.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Since when the verdict is what it is.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>None where there is no stated error rate: judge Threshold, and penumbra-restarts, which counts crashes. Absent where falseAlarmRate is kept.</summary>
    [Values("None")]
    public string? ErrorControl { get; init; }

    /// <summary>What a person should know besides.</summary>
    [Length(0, 256)]
    public string? Note { get; init; }
}
