namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>What can be said of one endpoint, or of the small ones together.</summary>
public sealed record EndpointJudgement
{
    /// <summary>The endpoint; <see cref="VerdictJudge.Rest"/> for the small ones together.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Its comparisons.</summary>
    public required DifferenceCounts Counts { get; init; }

    /// <summary>The verdict on it alone.</summary>
    public required ShadowVerdict Verdict { get; init; }

    /// <summary>Why.</summary>
    public required VerdictWhy Why { get; init; }

    /// <summary>The evidence that it is not worse.</summary>
    public double NotWorse { get; init; }

    /// <summary>The evidence that it is worse.</summary>
    public double Worse { get; init; }

    /// <summary>How many more comparisons it takes until it is surely not worse, as things go; null when more of the same would not do.</summary>
    public long? Lacks { get; init; }

    /// <summary>What live's answers were where there is hardly anything but refusals and redirects: <c>99 % 404</c>; empty otherwise.</summary>
    public string Refused { get; init; } = "";

    /// <summary>Latency at p50; null while unknown.</summary>
    public LatencyRatio? Median { get; init; }

    /// <summary>Latency at p99; null while unknown.</summary>
    public LatencyRatio? Tail { get; init; }
}
