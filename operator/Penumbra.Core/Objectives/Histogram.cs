using System.Collections.Immutable;

namespace Penumbra.Core.Objectives;

/// <summary>Classic histograms: events at or below each bound.</summary>
public static class Histogram
{
    /// <summary>Sums the increments, per bound.</summary>
    public static ImmutableSortedDictionary<double, long> Merge(IEnumerable<Increment> increments)
    {
        var merged = ImmutableSortedDictionary.CreateBuilder<double, long>();
        foreach (var increment in increments)
        {
            foreach (var (bound, events) in increment.Buckets) merged[bound] = merged.GetValueOrDefault(bound) + events;
        }

        return merged.ToImmutable();
    }

    /// <summary>The quantile by linear interpolation inside its bucket, as PromQL's <c>histogram_quantile</c> does; null without events.</summary>
    /// <returns>The largest finite bound when the quantile lies above it.</returns>
    public static double? Quantile(ImmutableSortedDictionary<double, long> buckets, long total, double q)
    {
        if (total <= 0 || buckets.Count == 0) return null;
        var rank = q * total;
        double lower = 0;
        long before = 0;
        foreach (var (bound, events) in buckets)
        {
            if (events >= rank && events > before) return lower + (bound - lower) * (rank - before) / (events - before);
            (lower, before) = (bound, events);
        }

        return lower;
    }

    /// <summary>The smallest bound that is not below <paramref name="value"/>: events above it are surely above the value.</summary>
    public static double? FirstBoundFrom(ImmutableSortedDictionary<double, long> buckets, double value)
    {
        foreach (var bound in buckets.Keys)
        {
            if (bound >= value) return bound;
        }

        return null;
    }

    /// <summary>The largest bound that is not above <paramref name="value"/>: events at or below it are surely not above the value.</summary>
    public static double? LastBoundTo(ImmutableSortedDictionary<double, long> buckets, double value)
    {
        double? last = null;
        foreach (var bound in buckets.Keys)
        {
            if (bound > value) break;
            last = bound;
        }

        return last;
    }
}
