namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>What a shadow is judged by.</summary>
public sealed record VerdictRules
{
    /// <summary>How long is compared before the shadow may be found the same or better.</summary>
    public TimeSpan Over { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many comparisons that takes at least.</summary>
    public long MinComparisons { get; init; } = 10_000;

    /// <summary>δ: the excess of mismatches that is as good as none, a share.</summary>
    public double MaxMismatch { get; init; } = 0.001;

    /// <summary>How sure a verdict must be, a share.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How slow the shadow may be relative to live, at p50 and at p99: 1.1 is ten percent slower.</summary>
    public double LatencyNoMoreThan { get; init; } = 1.1;

    /// <summary>Whether every endpoint is judged by itself.</summary>
    public bool PerEndpoint { get; init; } = true;

    /// <summary>Whether live may answer hardly anything but refusals and redirects: somebody has said that users see the same.</summary>
    public bool RefusalsExpected { get; init; }

    /// <summary>The capital from which on a test is believed: 20 at 95 %.</summary>
    public double Threshold => 1 / (1 - Confidence);

    /// <summary>An endpoint with fewer comparisons than this is judged together with the other small ones.</summary>
    public long LeastOfEndpoint => (long)Math.Ceiling(3 / MaxMismatch);
}
