namespace Penumbra.Rehearsal.Traffic;

/// <summary>How a release without a fault behaves, where nothing was recorded.</summary>
public sealed record SteadyBase
{
    /// <summary>Where nobody says otherwise, a good release misses its objectives by this share of what they allow.</summary>
    public const double OfAllowed = 0.1;

    /// <summary>The share of requests that fail; null for a tenth of what each objective allows.</summary>
    public double? Errors { get; init; }

    /// <summary>Median and 99th percentile of the answers' time; null for a tenth of what each objective allows.</summary>
    public (TimeSpan Median, TimeSpan P99)? Latency { get; init; }
}
