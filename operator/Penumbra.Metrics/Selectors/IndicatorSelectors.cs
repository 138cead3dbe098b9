using Penumbra.Core.Objectives;

namespace Penumbra.Metrics.Selectors;

/// <summary>The selectors of an indicator, or what is wrong with them.</summary>
internal sealed record IndicatorSelectors
{
    /// <summary>The selectors; none for a free query.</summary>
    public IReadOnlyList<RoleSelector> Selectors { get; private init; } = [];

    /// <summary>The wrong field below the indicator, such as <c>ratio.bad</c>; null when nothing is wrong.</summary>
    public string? Field { get; private init; }

    /// <summary>What is wrong with that field.</summary>
    public string Problem { get; private init; } = "";

    /// <summary>Parses an indicator's selectors.</summary>
    public static IndicatorSelectors Of(Indicator indicator) => indicator switch
    {
        Indicator.Ratio ratio => Ratio(ratio),
        Indicator.Quantile quantile => Quantile(quantile),
        Indicator.Usage usage => Usage(usage),
        _ => new IndicatorSelectors(),
    };

    private static IndicatorSelectors Ratio(Indicator.Ratio ratio)
    {
        if (VectorSelector.Parse(ratio.Total, out var problem) is not { } total) return Wrong("ratio.total", problem);
        if (VectorSelector.Parse(ratio.Bad, out problem) is not { } bad) return Wrong("ratio.bad", problem);
        return new IndicatorSelectors { Selectors = [new RoleSelector(SeriesRole.Total, total), new RoleSelector(SeriesRole.Bad, bad)] };
    }

    private static IndicatorSelectors Quantile(Indicator.Quantile quantile)
    {
        if (VectorSelector.Parse(quantile.Of, out var problem) is not { } histogram) return Wrong("quantile.of", problem);
        if (histogram.Name.EndsWith("_bucket", StringComparison.Ordinal)) return Wrong("quantile.of", "is the histogram's name, without _bucket");
        if (histogram.Matchers.Any(matcher => matcher.Label == "le")) return Wrong("quantile.of", "may not match le: all buckets are needed");
        return new IndicatorSelectors { Selectors = [new RoleSelector(SeriesRole.Bucket, histogram with { Name = histogram.Name + "_bucket" })] };
    }

    private static IndicatorSelectors Usage(Indicator.Usage usage)
    {
        if (VectorSelector.Parse(usage.Cpu, out var problem) is not { } cpu) return Wrong("usage.cpu", problem);
        if (VectorSelector.Parse(usage.Memory, out problem) is not { } memory) return Wrong("usage.memory", problem);
        return new IndicatorSelectors { Selectors = [new RoleSelector(SeriesRole.Cpu, cpu), new RoleSelector(SeriesRole.Memory, memory)] };
    }

    private static IndicatorSelectors Wrong(string field, string? problem) => new() { Field = field, Problem = problem ?? "" };
}
