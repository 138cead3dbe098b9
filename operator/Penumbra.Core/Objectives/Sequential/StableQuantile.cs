using System.Globalization;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>Where stable's quantile lies: "no slower than stable" is judged as the share of events above that bucket's bound, of both releases.</summary>
public static class StableQuantile
{
    /// <summary>So many events tell where it lies.</summary>
    public const int Least = 100;

    /// <summary>How far back stable's own events count.</summary>
    public static TimeSpan Span { get; } = TimeSpan.FromHours(1);

    /// <summary>The bound of the first bucket that holds the quantile; null, and why, where none does or too few events are known.</summary>
    /// <param name="q">The quantile.</param>
    /// <param name="lastHour">What stable has counted while it was looked at, an hour at most.</param>
    /// <param name="reading">What its counters hold: all that its pods have ever served, where the last hour is too little.</param>
    public static (double? Limit, (UnknownWhy Why, string Note)? Unknown) Of(double q, IReadOnlyList<Increment> lastHour, Reading reading)
    {
        var total = lastHour.Sum(increment => increment.Total);
        var buckets = Histogram.Merge(lastHour).ToDictionary(bucket => bucket.Key, bucket => (double)bucket.Value);
        if (total < Least)
        {
            total = (long)Math.Round(reading.Series.Where(sample => sample.Role == SeriesRole.Bucket && double.IsPositiveInfinity(sample.UpperBound)).Sum(sample => sample.Value));
            buckets = reading.Series.Where(sample => sample.Role == SeriesRole.Bucket && double.IsFinite(sample.UpperBound)).GroupBy(sample => sample.UpperBound).ToDictionary(group => group.Key, group => group.Sum(sample => sample.Value));
        }

        if (total < Least) return (null, (UnknownWhy.TooFew, string.Create(CultureInfo.InvariantCulture, $"stable has {total} of the {Least} events that tell where its quantile {q} lies")));
        foreach (var (bound, events) in buckets.OrderBy(bucket => bucket.Key))
        {
            if (events >= q * total) return (bound, null);
        }

        return (null, (UnknownWhy.BucketTooCoarse, buckets.Count == 0 ? "stable's histogram has no finite bucket"
            : string.Create(CultureInfo.InvariantCulture, $"stable's quantile {q} lies above its largest finite bucket, le=\"{buckets.Keys.Max()}\"; add larger buckets")));
    }
}
