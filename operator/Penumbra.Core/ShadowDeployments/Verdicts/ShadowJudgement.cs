namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>The verdict on a shadow, and what it rests on.</summary>
public sealed record ShadowJudgement
{
    /// <summary>The verdict.</summary>
    public required ShadowVerdict Verdict { get; init; }

    /// <summary>Why.</summary>
    public required VerdictWhy Why { get; init; }

    /// <summary>The same in a sentence, for people: what is lacking, or what is wrong and where.</summary>
    public required string Message { get; init; }

    /// <summary>When a verdict can be expected, as things go; null when nobody can tell.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>All comparisons.</summary>
    public DifferenceCounts Counts { get; init; }

    /// <summary>The least evidence of all groups that they are not worse.</summary>
    public double NotWorse { get; init; }

    /// <summary>The largest evidence of all groups that they are worse.</summary>
    public double Worse { get; init; }

    /// <summary>The evidence that <see cref="NotWorse"/> must reach.</summary>
    public double Needed { get; init; }

    /// <summary>The evidence that <see cref="Worse"/> must reach, as several criteria are looked at.</summary>
    public double NeededForWorse { get; init; }

    /// <summary>Latency at p50 over all endpoints; null while unknown.</summary>
    public LatencyRatio? Median { get; init; }

    /// <summary>Latency at p99 over all endpoints; null while unknown.</summary>
    public LatencyRatio? Tail { get; init; }

    /// <summary>Pairs of answers that both rest on.</summary>
    public long Pairs { get; init; }

    /// <summary>Endpoint by endpoint.</summary>
    public IReadOnlyList<EndpointJudgement> Endpoints { get; init; } = [];
}
