using System.Collections.Immutable;

namespace Penumbra.Core.Objectives;

/// <summary>
/// Turns raw counters into disjoint increments. Prometheus' rules for counters: a value below the last one is a restart and counts from
/// zero. The first reading of an attempt only sets the marks; a series that appears after it began at zero, and all of it counts.
/// </summary>
public static class Watermarks
{
    /// <summary>Takes a reading in. A reading that is not newer than the last one is dropped, and so is a sample that says that it is not: late and doubled ones count nothing.</summary>
    public static ObjectiveMemory Absorb(ObjectiveMemory memory, Objective objective, Reading reading)
    {
        if (memory.ReadAt is { } last && reading.At <= last) return memory;
        if (reading.Error is not null) return memory with { ReadAt = reading.At, Error = reading.Error };

        var marks = memory.Watermarks.ToBuilder();
        HashSet<string> warm = objective.WarmUp > TimeSpan.Zero ? new(memory.Watermarks.Values.Select(sample => sample.Pod), StringComparer.Ordinal) : [];
        var sampled = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        long total = 0, bad = 0;
        var buckets = ImmutableSortedDictionary.CreateBuilder<double, long>();
        double? value = null;
        foreach (var sample in reading.Series)
        {
            if (sample.Role == SeriesRole.Value)
            {
                value = sample.Value;
                continue;
            }

            if (!double.IsFinite(sample.Value) || sample.Value < 0) return memory with { ReadAt = reading.At, Error = "a counter is not a number" };
            if (sample.At is { } taken) sampled[sample.Pod] = sampled.TryGetValue(sample.Pod, out var oldest) && oldest < taken ? oldest : taken;
            if (marks.TryGetValue(sample.Series, out var known) && sample.IsNoNewsAfter(known)) continue;

            // A server that lags behind still has a label set that went: it is none that began at zero.
            var isOfThePast = known is null && memory.SampledAt.TryGetValue(sample.Pod, out var before) && sample.At <= before;
            var warmFrom = WarmUp.EndOf(objective, reading, sample.Pod, warm.Contains(sample.Pod), DateTimeOffset.MaxValue);
            var counts = objective.WarmUp <= TimeSpan.Zero ? memory.HasBaseline || known is not null : warm.Contains(sample.Pod) && !(known?.At < warmFrom);
            var events = Events(marks, sample, counts && !isOfThePast);

            // While a pod warms up nothing of it is a mark: it counts from its first sample after that.
            if ((sample.At ?? reading.At) < warmFrom) marks.Remove(sample.Series);
            switch (sample.Role)
            {
                case SeriesRole.Total: total += events; break;
                case SeriesRole.Bad: bad += events; break;
                case SeriesRole.Bucket when double.IsPositiveInfinity(sample.UpperBound): total += events; break;
                default: buckets[sample.UpperBound] = buckets.GetValueOrDefault(sample.UpperBound) + events; break;
            }
        }

        if (value is { } v && !double.IsFinite(v)) return memory with { ReadAt = reading.At, Error = "the query's answer is not a number", Watermarks = marks.ToImmutable() };
        var from = reading.At - objective.Window;
        return memory with
        {
            ReadAt = reading.At,
            Error = null,
            HasBaseline = true,
            Value = value,
            Watermarks = marks.ToImmutable(),
            SampledAt = memory.SampledAt.SetItems(sampled.Select(pod => memory.SampledAt.TryGetValue(pod.Key, out var before) && before > pod.Value ? KeyValuePair.Create(pod.Key, before) : pod)),
            Window = memory.Window.RemoveAll(increment => increment.At <= from).Add(new Increment(reading.At, total, bad, buckets.ToImmutable())),
        };
    }

    private static long Events(ImmutableSortedDictionary<string, SeriesSample>.Builder marks, SeriesSample sample, bool counts)
    {
        var last = marks.GetValueOrDefault(sample.Series)?.Value;
        marks[sample.Series] = sample;
        var counted = !counts ? 0 : last is { } before && sample.Value >= before ? sample.Value - before : sample.Value;
        return (long)Math.Round(counted);
    }
}
