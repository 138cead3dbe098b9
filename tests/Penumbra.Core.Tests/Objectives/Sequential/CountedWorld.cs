using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.Objectives.Sequential;

/// <summary>Two releases whose pods have two containers each, which count by label set; what a source says of them is wrong in every way that sources are.</summary>
/// <param name="seed">Whatever befalls them.</param>
/// <param name="isKept">Whether servers keep the samples, of which some lag behind: each sample says when it was taken.</param>
/// <param name="cold">For how long half of what a new pod of the candidate serves fails.</param>
/// <param name="failing">The candidate's share of bad events; 0.3 % where it is left out, as stable's.</param>
/// <param name="scale">How many times as many requests there are.</param>
/// <param name="isHistogram">Whether containers count how long requests take: bad ones take more than 0.3 s.</param>
/// <param name="befalls">What befalls them. What is served does not depend on it.</param>
internal sealed class CountedWorld(int seed, bool isKept = false, TimeSpan cold = default, double failing = 0.003, int scale = 1, bool isHistogram = false, Befalls befalls = Befalls.Everything)
{
    public const int Interval = 10;
    private const double StableFailing = 0.003;
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private readonly Random _random = new(seed);
    private readonly Random _served = new(seed ^ 0x2545F491);
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
        Served = Serve(_candidate, 240 * scale, failing, Served);
        ServedByStable = Serve(_stable, 1_200 * scale, StableFailing, ServedByStable);
        if (befalls == Befalls.Nothing) return;
        var fault = _random.Next(12);
        if (befalls == Befalls.NothingThatLoses && fault is not (3 or 8 or 9)) return;
        switch (fault)
        {
            case 0: Any(_random.Next(2) == 0 ? _candidate : _stable).Restart(_random.Next(2)); break;
            case 1: Any(_random.Next(2) == 0 ? _candidate : _stable).RestartAll(); break;
            case 2: Any(_random.Next(2) == 0 ? _candidate : _stable).LoseLabels(); break;
            case 3: _candidate[$"candidate-{_now.ToUnixTimeSeconds()}"] = new Pod { Started = _now }; break;
            case 4: Flip(_candidate); break;
            case 5 or 6: Flip(_stable); break;
            case 7 when _candidate.Count > 2: _candidate.Remove(_candidate.Keys.Last()); break;
            case 8 when !isKept && befalls != Befalls.NothingThatHides: Any(_random.Next(2) == 0 ? _candidate : _stable).Hide(); break;
            case 9: Show(); break;
        }
    }

    /// <summary>What the sources say now: sometimes nothing, of one release alone, late, or twice.</summary>
    public IReadOnlyList<ObjectiveReading> Read(Objective objective)
    {
        if (befalls == Befalls.Nothing) return ReadAll(objective);
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

    /// <summary>All that there is to read.</summary>
    public IReadOnlyList<ObjectiveReading> ReadAll(Objective objective)
    {
        Show();
        return [Said("bbb", _candidate), Said("aaa", _stable)];

        ObjectiveReading Said(string revision, SortedDictionary<string, Pod> pods) => new(objective.Name, objective.Question, revision, new Reading { At = _now, Series = [.. Scraped(pods).Select(sample => isKept ? sample with { At = _now } : sample)] });
    }

    private IReadOnlyList<SeriesSample> Scraped(SortedDictionary<string, Pod> pods) => [.. pods.Where(pod => pod.Value.IsReady).SelectMany(pod => isHistogram ? pod.Value.Buckets(pod.Key) : pod.Value.Series(pod.Key))];

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

    // How much is drawn first, so that it is the same whatever befalls; then whose it is. Each bad one is anybody's: where one container had most of them, they would go with it.
    private (long Total, long Bad) Serve(SortedDictionary<string, Pod> pods, int most, double share, (long Total, long Bad) served)
    {
        var left = most / 4 + _served.Next(most / 2);
        var drawn = Drawn(left, share);
        (Pod Pod, int Container)[] containers = [.. pods.Values.Where(pod => pod.IsReady).SelectMany(pod => new[] { (pod, 0), (pod, 1) })];
        for (var index = 0; index < containers.Length; index++)
        {
            var isLast = index == containers.Length - 1;
            var count = isLast ? left : Math.Min(left, _random.Next(2 * left / (containers.Length - index) + 1));
            var bad = 0;
            for (var one = 0; one < drawn; one++) bad += _random.Next(left - one) < count - bad ? 1 : 0;
            (left, drawn) = (left - count, drawn - bad);
            if (_now - containers[index].Pod.Started <= cold) bad = Math.Max(bad, count / 2);
            containers[index].Pod.Serve(containers[index].Container, count, bad, _random.Next(3));
            served = (served.Total + count, served.Bad + bad);
        }

        return served;
    }

    // How many of them are bad, each by itself: from one to the next the gaps are geometric.
    private int Drawn(int requests, double share)
    {
        var drawn = 0;
        for (var at = 0.0; ; drawn++)
        {
            at += 1 + Math.Floor(Math.Log(1 - _served.NextDouble()) / Math.Log(1 - share));
            if (at > requests) return drawn;
        }
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
        private readonly SortedDictionary<string, long>[] _slow = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
        private readonly SortedDictionary<string, long>[] _all = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
        private string? _hidden;
        private string? _hiddenHistogram;
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
            _all[container][$"path=\"/{path}\""] = _all[container].GetValueOrDefault($"path=\"/{path}\"") + count;
            _slow[container][$"path=\"/{path}\""] = _slow[container].GetValueOrDefault($"path=\"/{path}\"") + bad;
        }

        public void Restart(int container)
        {
            foreach (var counters in new[] { _counters, _all, _slow }) counters[container].Clear();
        }

        public void RestartAll()
        {
            Restart(0);
            Restart(1);
        }

        public void LoseLabels()
        {
            foreach (var counters in new[] { _counters, _all, _slow })
            {
                if (counters[0].Keys.FirstOrDefault() is { } first) counters[0].Remove(first);
            }
        }

        // Nobody can know what was never shown.
        public void Hide() => (_hidden, _hiddenHistogram) = _isSeen ? (_counters[0].Keys.LastOrDefault(), _all[0].Keys.LastOrDefault()) : (null, null);

        public void Show() => (_hidden, _hiddenHistogram, _isSeen) = (null, null, false);

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

        // Half of the others take less than 0.1 s, and half of the slow ones more than a second.
        public IEnumerable<SeriesSample> Buckets(string pod)
        {
            _isSeen = true;
            for (var container = 0; container < 2; container++)
            {
                foreach (var (labels, all) in _all[container])
                {
                    if (container == 0 && labels == _hiddenHistogram) continue;
                    var slow = _slow[container][labels];
                    foreach (var (bound, count) in new[] { (0.1, (all - slow) / 2), (0.3, all - slow), (1, all - slow / 2), (double.PositiveInfinity, all) })
                        yield return new SeriesSample($"{pod}|{container}|{labels}|{bound}", SeriesRole.Bucket, count, bound, pod, $"{container}|{labels}");
                }
            }
        }

        private void Add(int container, string labels, long count) => _counters[container][labels] = _counters[container].GetValueOrDefault(labels) + count;
    }
}
