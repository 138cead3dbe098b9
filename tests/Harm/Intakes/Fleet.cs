using Penumbra.Core.Objectives;
using Penumbra.Harm.Worlds;
using Penumbra.Rehearsal.Draws;

namespace Penumbra.Harm.Intakes;

/// <summary>The pods of one release, which serve what it is given in equal shares and count it.</summary>
public sealed class Fleet
{
    /// <summary>How many pods a release has.</summary>
    public const int Pods = 5;

    private const double SecondsBetweenRestarts = 600;
    private const double SecondsBetweenNewPods = 120;

    private readonly World _world;
    private readonly Generator _draw;
    private readonly bool _isCandidate;
    private readonly List<Pod> _pods = [];
    private int _made;

    public Fleet(World world, Generator draw, bool isCandidate, DateTimeOffset start)
    {
        (_world, _draw, _isCandidate) = (world, draw, isCandidate);

        // Where pods are seen late, the candidate's come with the steps.
        while (_pods.Count < (isCandidate && world.Counting == Counting.SeenLate ? 0 : Pods)) _pods.Add(New(start));
    }

    /// <summary>What the release serves until an instant, and what befalls its pods meanwhile.</summary>
    /// <param name="at">The instant of the next sample.</param>
    /// <param name="weight">The candidate's share of the requests: what its number of pods follows where they come with the steps.</param>
    /// <param name="total">All that is served.</param>
    /// <param name="bad">The bad ones among them.</param>
    public void Serve(DateTimeOffset at, double weight, long total, long bad)
    {
        if (_world.Counting == Counting.SeenLate) Replace(at, weight);
        var good = total - bad;
        for (var index = 0; index < _pods.Count; index++)
        {
            var share = 1.0 / (_pods.Count - index);
            var (badOfPod, goodOfPod) = _world.Counting == Counting.OneBadPod && _isCandidate
                ? (index == 0 ? bad : 0, index == 0 ? _draw.Of(good, GoodOfBadPod(total, bad)) : _draw.Of(good, share))
                : (_draw.Of(bad, share), _draw.Of(good, share));
            (bad, good) = (bad - badOfPod, good - goodOfPod);
            _pods[index] = _world.Counting == Counting.Restarts && _draw.Uniform() < _world.Tick / SecondsBetweenRestarts
                ? Restarted(_pods[index], badOfPod, goodOfPod)
                : _pods[index] with { Bad = _pods[index].Bad + badOfPod, Total = _pods[index].Total + badOfPod + goodOfPod };
        }
    }

    /// <summary>The counters that are seen at an instant. What has never failed has no counter of failures.</summary>
    public IReadOnlyList<SeriesSample> Series(DateTimeOffset at)
    {
        var series = new List<SeriesSample>(2 * _pods.Count);
        foreach (var pod in _pods)
        {
            if (pod.SeenFrom > at) continue;
            series.Add(new SeriesSample(pod.Name + "/total", SeriesRole.Total, pod.Total, Pod: pod.Name));
            if (pod.Bad > 0) series.Add(new SeriesSample(pod.Name + "/bad", SeriesRole.Bad, pod.Bad, Pod: pod.Name));
        }

        return series;
    }

    // Of the good ones the bad pod serves what is left of its equal share.
    private double GoodOfBadPod(long total, long bad)
    {
        var failing = (double)bad / total;
        return failing >= 1 ? 1 : Math.Max(0, (1.0 / _pods.Count - failing) / (1 - failing));
    }

    private Pod Restarted(Pod pod, long bad, long good)
    {
        var kept = _draw.Uniform();
        var (keptBad, keptGood) = (_draw.Of(bad, kept), _draw.Of(good, kept));
        return pod with { Bad = keptBad, Total = keptBad + keptGood };
    }

    private void Replace(DateTimeOffset at, double weight)
    {
        if (!_isCandidate && _draw.Uniform() < _world.Tick / SecondsBetweenNewPods) _pods.RemoveAt(0);
        var asked = _isCandidate ? Math.Max(1, (int)Math.Ceiling(weight * Pods)) : Pods;
        while (_pods.Count < asked) _pods.Add(New(at.AddSeconds(10 * (_draw.Of(2, 0.5) + 1) - _world.Tick)));
    }

    private Pod New(DateTimeOffset seenFrom) => new((_isCandidate ? "c-" : "s-") + _made++, seenFrom, 0, 0);

    private readonly record struct Pod(string Name, DateTimeOffset SeenFrom, long Total, long Bad);
}
