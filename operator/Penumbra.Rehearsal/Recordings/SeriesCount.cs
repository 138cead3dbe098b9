using Penumbra.Metrics.History;

namespace Penumbra.Rehearsal.Recordings;

/// <summary>Events between samples: a counter that fell began at zero again; what a series had counted before its first sample is nobody's.</summary>
internal static class SeriesCount
{
    /// <summary>The moments at which anything was sampled, in order.</summary>
    public static IReadOnlyList<DateTimeOffset> Moments(IEnumerable<RecordedSeries> series) => [.. series.SelectMany(one => one.Samples.Select(sample => sample.At)).Distinct().Order()];

    /// <summary>The events of some series in each interval between two moments.</summary>
    public static double[] Between(IEnumerable<RecordedSeries> series, IReadOnlyList<DateTimeOffset> moments)
    {
        var events = new double[Math.Max(0, moments.Count - 1)];
        var position = new SortedDictionary<DateTimeOffset, int>();
        for (var index = 0; index < moments.Count; index++) position[moments[index]] = index;
        foreach (var one in series)
        {
            for (var index = 1; index < one.Samples.Count; index++)
            {
                var (before, now) = (one.Samples[index - 1], one.Samples[index]);
                if (position.TryGetValue(now.At, out var at) && at > 0) events[at - 1] += now.Value >= before.Value ? now.Value - before.Value : now.Value;
            }
        }

        return events;
    }
}
