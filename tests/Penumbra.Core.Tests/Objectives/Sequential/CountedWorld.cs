using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>Two releases whose pods have two containers each, which count by label set; what a source says of them is wrong in every way that sources are.</summary>
/// <param name="seed">Whatever befalls them.</param>
/// <param name="isKept">Whether servers keep the samples, of which some lag behind: each sample says when it was taken.</param>
/// <param name="cold">For how long half of what a new pod of the candidate serves fails.</param>
internal sealed class CountedWorld(int seed, bool isKept = false, TimeSpan cold = default)
{
    public const int Interval = 10;
    private const double Failing = 0.003;
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, Pod> _candidate = new(StringComparer.Ordinal) { ["candidate-0"] = new Pod(), ["candidate-1"] = new Pod() };

    // The last of stable's pods is not ready at the first reading, has served for long, and has been ill.
    private readonly SortedDictionary<string, Pod> _stable = new(StringComparer.Ordinal)
    {
        ["stable-0"] = Pod.Of(40_000, 100), ["stable-1"] = Pod.Of(9_000, 20), ["stable-2"] = Pod.Of(60_000, 30_000) with { IsReady = false },
    };

    private readonly List<ObjectiveReading> _old = [];
    private readonly List<(string Revision, DateTimeOffset At, IReadOnlyList<SeriesSample> Series)> _scraped = [];
    private DateTimeOffset _now = Start;

    public DateTimeOffset Now => _now;

    /// <summary>What the candidate has truly served since the first reading, and how much of it was bad.</summary>
    public (long Total, long Bad) Served { get; private set; }

    /// <summary>What stable has.</summary>
    public (long Total, long Bad) ServedByStable { get; private set; }

    /// <summary>Some seconds of traffic, and perhaps a fault.</summary>
    public void Pass()
    {
        _now = _now.AddSeconds(Interval);
        Served = Serve(_candidate, 60, Served);
        ServedByStable = Serve(_stable, 200, ServedByStable);
        switch (_random.Next(12))
        {
            case 0: Any(_random.Next(2) == 0 ? _candidate : _stable).Restart(_random.Next(2)); break;
            case 1: Any(_random.Next(2) == 0 ? _candidate : _stable).RestartAll(); break;
            case 2: Any(_random.Next(2) == 0 ? _candidate : _stable).LoseLabels(); break;
            case 3: _candidate[$"candidate-{_now.ToUnixTimeSeconds()}"] = new Pod { Started = _now }; break;
            case 4: Flip(_candidate); break;
            case 5 or 6: Flip(_stable); break;
            case 7 when _candidate.Count > 2: _candidate.Remove(_candidate.Keys.Last()); break;
            case 8 when !isKept: Any(_random.Next(2) == 0 ? _candidate : _stable).Hide(); break;
            case 9: Show(); break;
        }
    }

    /// <summary>What the sources say now: sometimes nothing, of one release alone, late, or twice.</summary>
    public IReadOnlyList<ObjectiveReading> Read(Objective objective)
    {
        var started = _candidate.Concat(_stable).ToDictionary(pod => pod.Key, pod => pod.Value.Started);
        ObjectiveReading Said(string revision, SortedDictionary<string, Pod> pods) =>
            new(objective.Name, objective.Question, revision, _random.Next(12) == 0 ? Reading.NoAnswer(_now, "connection refused") : new Reading { At = _now, Series = Kept(revision, Scraped(pods)), Started = started });
        var readings = new List<ObjectiveReading>();
        if (_random.Next(12) > 0) readings.Add(Said("bbb", _candidate));
        if (_random.Next(12) > 0) readings.Add(Said("aaa", _stable));
        if (_random.Next(4) == 0) readings.AddRange(readings.ToList());
        if (_random.Next(4) == 0 && _old.Count > 0) readings.Add(_old[_random.Next(_old.Count)]);
        _old.AddRange(readings.Take(2));
        return readings;
    }

    private static IReadOnlyList<SeriesSample> Scraped(SortedDictionary<string, Pod> pods) => [.. pods.Where(pod => pod.Value.IsReady).SelectMany(pod => pod.Value.Series(pod.Key))];

    // One of three servers answers: two of them are some scrapes behind.
    private IReadOnlyList<SeriesSample> Kept(string revision, IReadOnlyList<SeriesSample> series)
    {
        if (!isKept) return series;
        _scraped.Add((revision, _now, [.. series.Select(sample => sample with { At = _now })]));
        var latest = _now.AddSeconds(-Interval * (_random.Next(3) == 0 ? 0 : _random.Next(4)));
        return _scraped.LastOrDefault(scrape => scrape.Revision == revision && scrape.At <= latest).Series ?? _scraped[^1].Series;
    }

    /// <summary>All that is hidden shows again: a process that begins cannot know what it has never seen.</summary>
    public void Show()
    {
        foreach (var pod in _stable.Values.Concat(_candidate.Values)) pod.Show();
    }

    private (long Total, long Bad) Serve(SortedDictionary<string, Pod> pods, int most, (long Total, long Bad) served)
    {
        foreach (var pod in pods.Values.Where(pod => pod.IsReady))
        {
            for (var container = 0; container < 2; container++)
            {
                var count = _random.Next(most);
                var bad = _now - pod.Started <= cold ? count / 2 : _random.NextDouble() < count * Failing ? 1 : 0;
                pod.Serve(container, count, bad, _random.Next(3));
                served = (served.Total + count, served.Bad + bad);
            }
        }

        return served;
    }

    private Pod Any(SortedDictionary<string, Pod> pods) => pods.Values.ElementAt(_random.Next(pods.Count));

    private void Flip(SortedDictionary<string, Pod> pods)
    {
        var name = pods.Keys.ElementAt(_random.Next(pods.Count));
        if (pods[name].IsReady && pods.Values.Count(pod => pod.IsReady) == 1) return;
        pods[name] = pods[name] with { IsReady = !pods[name].IsReady };
    }

    private sealed record Pod
    {
        private readonly SortedDictionary<string, long>[] _counters = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
        private string? _hidden;
        private bool _isSeen;

        public bool IsReady { get; init; } = true;

        public DateTimeOffset Started { get; init; } = DateTimeOffset.UnixEpoch;

        public static Pod Of(long total, long bad)
        {
            var pod = new Pod();
            pod.Serve(0, (int)total, (int)bad, 0);
            return pod;
        }

        public void Serve(int container, int count, int bad, int path)
        {
            Add(container, $"path=\"/{path}\",code=\"200\"", count - bad);
            if (bad > 0) Add(container, $"path=\"/{path}\",code=\"500\"", bad);
        }

        public void Restart(int container) => _counters[container].Clear();

        public void RestartAll()
        {
            Restart(0);
            Restart(1);
        }

        public void LoseLabels()
        {
            if (_counters[0].Keys.FirstOrDefault() is { } first) _counters[0].Remove(first);
        }

        // Nobody can know what was never shown.
        public void Hide() => _hidden = _isSeen ? _counters[0].Keys.LastOrDefault() : null;

        public void Show() => (_hidden, _isSeen) = (null, false);

        public IEnumerable<SeriesSample> Series(string pod)
        {
            _isSeen = true;
            for (var container = 0; container < 2; container++)
            {
                foreach (var (labels, count) in _counters[container])
                {
                    if (container == 0 && labels == _hidden) continue;
                    if (labels.Contains("500", StringComparison.Ordinal)) yield return new SeriesSample($"{pod}|{container}|Bad|{labels}", SeriesRole.Bad, count, Pod: pod);
                    yield return new SeriesSample($"{pod}|{container}|Total|{labels}", SeriesRole.Total, count, Pod: pod);
                }
            }
        }

        private void Add(int container, string labels, long count) => _counters[container][labels] = _counters[container].GetValueOrDefault(labels) + count;
    }
}
