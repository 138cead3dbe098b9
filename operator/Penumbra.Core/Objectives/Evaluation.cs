namespace Penumbra.Core.Objectives;

/// <summary>What the judge says of one objective now.</summary>
public sealed record Evaluation
{
    /// <summary>The objective's name.</summary>
    public required string Objective { get; init; }

    /// <summary>Whether it acts.</summary>
    public ObjectiveMode Mode { get; init; }

    /// <summary>The verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why it is Unknown.</summary>
    public UnknownWhy Why { get; init; }

    /// <summary>The measured value for people, such as <c>99.97%</c>.</summary>
    public string Value { get; init; } = "";

    /// <summary>What it is compared with, such as <c>&gt;= 99.9%</c>.</summary>
    public string Bound { get; init; } = "";

    /// <summary>Events in the window.</summary>
    public long Samples { get; init; }

    /// <summary>Events that a Good verdict needs.</summary>
    public long Needed { get; init; }

    /// <summary>When enough events are expected at the present rate; null when there is no rate.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>When the newest sample was taken; null before the first.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Since when the verdict (and why) is what it is.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What a person should know besides, such as the source's error or the bucket to add.</summary>
    public string Note { get; init; } = "";

    /// <summary>Who judged it: what Threshold says has no stated error rate, and its failures may be forgiven.</summary>
    public JudgeKind Judge { get; init; }

    /// <summary>Whether a Bad verdict counts failed requests rather than slow ones: then going back does not wait for capacity.</summary>
    public bool CountsFailures { get; init; }
}
