using System.Collections.Immutable;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// What has been counted of one release, pod by pod: one mark for each, however many series it has. As Prometheus has it, a counter that fell began at zero again; a pod that was not there
/// before began at zero too, so its first failures count, which a rate over a window loses. A reading that is not newer than the last is dropped.
/// </summary>
public sealed record PodCounter
{
    /// <summary>Nothing counted yet.</summary>
    public static PodCounter Empty { get; } = new();

    /// <summary>How many pods are kept: those that went long ago are forgotten first come, in the order of their names.</summary>
    public const int MostPods = 256;

    /// <summary>The events that were counted already, by pod.</summary>
    public ImmutableSortedDictionary<string, EventCounts> Marks { get; init; } = ImmutableSortedDictionary.Create<string, EventCounts>(StringComparer.Ordinal);

    /// <summary>When the last reading was taken; null before the first, which only sets the marks.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Takes a reading in: the events since the last one; null when it says nothing new.</summary>
    /// <param name="objective">What is counted.</param>
    /// <param name="limit">For a histogram: the value above which an event is slow.</param>
    /// <param name="reading">What the source said.</param>
    public (PodCounter Next, EventCounts Events)? Absorb(Objective objective, double limit, Reading reading)
    {
        if (reading.Error is not null || (At is { } last && reading.At <= last)) return null;
        var marks = Marks.ToBuilder();
        var events = default(EventCounts);
        foreach (var pod in reading.Series.GroupBy(sample => sample.Pod, StringComparer.Ordinal))
        {
            if (Counts(objective, limit, pod) is not { } now) return null;
            var isKnown = marks.TryGetValue(pod.Key, out var before);
            marks[pod.Key] = now;
            if (At is not null) events += Since(isKnown && now.Total >= before.Total ? before : default, now);
        }

        if (marks.Count > MostPods)
        {
            var present = reading.Series.Select(sample => sample.Pod).ToImmutableSortedSet(StringComparer.Ordinal);
            foreach (var gone in marks.Keys.Where(pod => !present.Contains(pod)).ToList()) marks.Remove(gone);
        }

        return (new PodCounter { Marks = marks.ToImmutable(), At = reading.At }, events);
    }

    // Never more bad events than events, whatever a source says.
    private static EventCounts Since(EventCounts before, EventCounts now)
    {
        var total = Math.Max(0, now.Total - before.Total);
        var bad = Math.Clamp(now.Bad - before.Bad, 0, total);
        return new EventCounts(total, bad, Math.Clamp(now.MaybeBad - before.MaybeBad, bad, total));
    }

    private static EventCounts? Counts(Objective objective, double limit, IEnumerable<SeriesSample> samples)
    {
        double total = 0, bad = 0;
        var buckets = new SortedDictionary<double, double>();
        foreach (var sample in samples)
        {
            if (!double.IsFinite(sample.Value) || sample.Value < 0) return null;
            if (sample.Role == SeriesRole.Bad) bad += sample.Value;
            else if (sample.Role == SeriesRole.Total || double.IsPositiveInfinity(sample.UpperBound)) total += sample.Value;
            else if (sample.Role == SeriesRole.Bucket) buckets[sample.UpperBound] = buckets.GetValueOrDefault(sample.UpperBound) + sample.Value;
        }

        var events = (long)Math.Round(total);
        if (objective.Indicator is not Indicator.Quantile) return new EventCounts(events, Math.Min(events, (long)Math.Round(bad)), Math.Min(events, (long)Math.Round(bad)));
        double surelyFast = total, perhapsFast = 0;
        foreach (var (bound, count) in buckets)
        {
            if (bound <= limit) perhapsFast = count;
            if (bound < limit) continue;
            surelyFast = count;
            break;
        }

        return new EventCounts(events, Math.Max(0, events - (long)Math.Round(surelyFast)), Math.Max(0, events - (long)Math.Round(perhapsFast)));
    }
}
