using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>What is measured: a ratio of counters, a quantile of a histogram, or a free query.</summary>
[ValidationRule("[has(self.ratio), has(self.quantile), has(self.query)].filter(x, x).size() == 1", "exactly one of ratio, quantile and query must be set")]
public sealed record ObjectiveIndicator
{
    /// <summary>Bad events among all.</summary>
    public RatioIndicator? Ratio { get; init; }

    /// <summary>A quantile of a histogram with classic buckets.</summary>
    public QuantileIndicator? Quantile { get; init; }

    /// <summary>A query of the source's own language, where the source allows it; {{namespace}}, {{launch}}, {{revision}} and {{podPattern}} are filled in, escaped.</summary>
    [Length(1, 4096)]
    public string? Query { get; init; }
}
