namespace Penumbra.Core.Objectives.Sequential;

/// <summary>Sums a pod's series, or what came since, into events.</summary>
internal static class PodEvents
{
    /// <summary>The events. Never more bad ones than all of them, whatever a source says.</summary>
    /// <param name="objective">What is counted.</param>
    /// <param name="limit">For a histogram: the value above which an event is slow.</param>
    /// <param name="counted">How much each series counts.</param>
    public static EventCounts Of(Objective objective, double limit, IEnumerable<(SeriesSample Sample, double Events)> counted)
    {
        double total = 0, bad = 0;
        var buckets = new SortedDictionary<double, double>();
        foreach (var (sample, events) in counted)
        {
            if (sample.Role == SeriesRole.Bad) bad += events;
            else if (sample.Role == SeriesRole.Total || double.IsPositiveInfinity(sample.UpperBound)) total += events;
            else if (sample.Role == SeriesRole.Bucket) buckets[sample.UpperBound] = buckets.GetValueOrDefault(sample.UpperBound) + events;
        }

        var all = (long)Math.Round(total);
        if (objective.Indicator is not Indicator.Quantile) return new EventCounts(all, Math.Min(all, (long)Math.Round(bad)), Math.Min(all, (long)Math.Round(bad)));
        double surelyFast = total, perhapsFast = 0;
        foreach (var (bound, count) in buckets)
        {
            if (bound <= limit) perhapsFast = count;
            if (bound < limit) continue;
            surelyFast = count;
            break;
        }

        var surelySlow = Math.Clamp(all - (long)Math.Round(surelyFast), 0, all);
        return new EventCounts(all, surelySlow, Math.Clamp(all - (long)Math.Round(perhapsFast), surelySlow, all));
    }
}
