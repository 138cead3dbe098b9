using Penumbra.Core.Objectives;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Rehearsal.Recordings;

/// <summary>The series that an objective goes by.</summary>
/// <param name="All">All events, or the buckets of a histogram.</param>
/// <param name="Bad">The bad ones; null for a histogram.</param>
public sealed record ObjectiveSelectors(VectorSelector All, VectorSelector? Bad)
{
    /// <summary>Those of an objective; null for a query, or with what is wrong and where, below the objective's path.</summary>
    public static ObjectiveSelectors? Of(Objective objective, out string? problem)
    {
        problem = null;
        switch (objective.Indicator)
        {
            case Indicator.Ratio ratio:
                if (Parse(ratio.Total, "ratio.total", out problem) is not { } total || Parse(ratio.Bad, "ratio.bad", out problem) is not { } bad) return null;
                return new ObjectiveSelectors(total, bad);
            case Indicator.Quantile quantile:
                if (Parse(quantile.Of, "quantile.of", out problem) is not { } histogram) return null;
                if (histogram.Name.EndsWith("_bucket", StringComparison.Ordinal)) problem = "indicator.quantile.of: is the histogram's name, without _bucket";
                else if (histogram.Matchers.Any(matcher => matcher.Label == "le")) problem = "indicator.quantile.of: may not match le: all buckets are needed";
                return problem is null ? new ObjectiveSelectors(histogram with { Name = $"{histogram.Name}_bucket" }, null) : null;
            default:
                if (objective.Source == "pods") problem = "indicator.query: pods answer no queries; use ratio or quantile, or a MetricSource with queries: Free";
                return null;
        }
    }

    private static VectorSelector? Parse(string text, string field, out string? problem)
    {
        var selector = VectorSelector.Parse(text, out problem);
        if (problem is not null) problem = $"indicator.{field}: {problem}";
        return selector;
    }
}
