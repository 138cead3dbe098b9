namespace Penumbra.Core.Objectives.Sequential;

/// <summary>The last value of each series of one pod.</summary>
internal sealed class PodSeries
{
    // Label sets come and go; what has been away for so long that there are more of it than this begins anew if it comes again.
    private const int MostGone = 1_000;

    private readonly Dictionary<string, SeriesSample> _last;

    private PodSeries(Dictionary<string, SeriesSample> last, DateTimeOffset at) => (_last, At) = (last, at);

    /// <summary>When the pod was last seen.</summary>
    public DateTimeOffset At { get; }

    /// <summary>When the oldest of its last samples was taken.</summary>
    public DateTimeOffset SampledAt { get; private init; }

    /// <summary>When the first of all its samples was, since it started anew: of a StatefulSet the next pod has the same name.</summary>
    public DateTimeOffset FirstAt { get; private init; }

    private DateTimeOffset? StartedAt { get; init; }

    /// <summary>The last value of each, of those too that the last reading lacked.</summary>
    public IEnumerable<(SeriesSample Sample, double Value)> Last => _last.Values.Select(sample => (sample, sample.Value));

    /// <summary>What is known after a reading: the series that it lacks keep their marks, as they may come again.</summary>
    public static PodSeries After(PodSeries? before, List<SeriesSample> samples, DateTimeOffset at, DateTimeOffset? started)
    {
        var last = new Dictionary<string, SeriesSample>(samples.Count, StringComparer.Ordinal);
        foreach (var sample in samples) last[sample.Series] = before is not null && before.IsNoNews(sample) ? before._last.GetValueOrDefault(sample.Series, sample) : sample;
        var sampledAt = last.Values.Min(sample => sample.At ?? at);
        if (before is not null)
        {
            var left = MostGone;
            foreach (var (series, sample) in before._last)
            {
                if (left > 0 && last.TryAdd(series, sample)) left--;
            }
        }

        return new PodSeries(last, at) { SampledAt = sampledAt, FirstAt = before is null || started > before.StartedAt ? sampledAt : before.FirstAt, StartedAt = started ?? before?.StartedAt };
    }

    /// <summary>Whether a sample is not newer than the one that is known of its series; of one that is not known, than the pod's last ones, which lacked it: a server that lags behind still has what went.</summary>
    public bool IsNoNews(SeriesSample sample) => _last.TryGetValue(sample.Series, out var before) ? sample.IsNoNewsAfter(before) : sample.At <= SampledAt;

    /// <summary>What each series has counted since. The buckets of a histogram rise and fall together: where one fell, all of them began at zero. What is no news counts nothing.</summary>
    public IEnumerable<(SeriesSample Sample, double Events)> Since(IEnumerable<SeriesSample> all)
    {
        List<SeriesSample> samples = [.. all.Where(sample => !IsNoNews(sample))];
        HashSet<string> anew = new(samples.Where(sample => sample.Role == SeriesRole.Bucket && Fell(sample)).Select(sample => sample.Group), StringComparer.Ordinal);

        // Bad events are among all events: where none of these began anew the process did not restart, or nobody can tell how many it has served since.
        var isTotalNew = samples.Any(sample => sample.Role == SeriesRole.Total && Fell(sample));
        foreach (var sample in samples)
        {
            var events = sample.Role == SeriesRole.Bucket && anew.Contains(sample.Group) ? sample.Value
                : !Fell(sample) ? sample.Value - (_last.GetValueOrDefault(sample.Series)?.Value ?? 0)
                : sample.Role != SeriesRole.Bad || isTotalNew ? sample.Value : 0;
            yield return (sample, events);
        }
    }

    private bool Fell(SeriesSample sample) => _last.TryGetValue(sample.Series, out var before) && sample.Value < before.Value;
}
