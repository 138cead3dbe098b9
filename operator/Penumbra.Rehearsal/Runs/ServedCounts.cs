using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Draws;
using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Runs;

/// <summary>Counters of pods that nothing tells apart, as a source would read them.</summary>
internal sealed class ServedCounts
{
    private readonly IReadOnlyList<Objective> _objectives;
    private readonly ITraffic _traffic;
    private readonly long[] _requests;
    private readonly long[] _total;
    private readonly long[] _bad;
    private readonly SortedDictionary<double, long>[] _atOrBelow;

    public ServedCounts(IReadOnlyList<Objective> objectives, ITraffic traffic)
    {
        (_objectives, _traffic) = (objectives, traffic);
        _requests = new long[traffic.Streams];
        _total = new long[objectives.Count];
        _bad = new long[objectives.Count];
        _atOrBelow = [.. objectives.Select(_ => new SortedDictionary<double, long>())];
    }

    /// <summary>Serves requests for a while.</summary>
    /// <param name="draw">Where chance comes from.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="share">The release's share of the requests.</param>
    /// <param name="besides">Requests a second that it has besides.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="slowFrom">By objective: the value above which the judge calls an answer slow; null while it does not know one.</param>
    /// <returns>How many requests the fault hurt: those that failed by it, and those that it made too slow for an objective.</returns>
    public long Serve(Generator draw, TimeSpan at, double seconds, double share, double besides, Fault fault, Func<Objective, double?> slowFrom)
    {
        if (seconds <= 0 || share + besides <= 0) return 0;
        for (var stream = 0; stream < _requests.Length; stream++) _requests[stream] = draw.Arrivals((_traffic.PerSecond(stream, at) * share + besides) * seconds);
        long? failed = null;
        var slowed = (Requests: 0L, Share: 0.0);
        for (var index = 0; index < _objectives.Count; index++)
        {
            var requests = _requests[_traffic.StreamOf(index)];
            switch (_objectives[index].Indicator)
            {
                case Indicator.Ratio:
                    var anyway = draw.Of(requests, _traffic.BadShare(index, at));
                    var besidesThem = draw.Of(requests - anyway, fault.Errors);
                    failed ??= besidesThem;
                    _total[index] += requests;
                    _bad[index] += anyway + besidesThem;
                    break;
                case Indicator.Quantile when _traffic.Latency(index, at) is { } shape:
                    _total[index] += requests;
                    Answer(draw, index, requests, shape, fault.Latency.TotalSeconds);
                    var hurt = Slowed(_objectives[index], shape, fault.Latency.TotalSeconds, slowFrom);
                    if (requests * hurt > slowed.Requests * slowed.Share) slowed = (requests, hurt);
                    break;
            }
        }

        return (failed ?? draw.Of(_requests[0], fault.Errors)) + draw.Of(slowed.Requests, slowed.Share);
    }

    /// <summary>What a source would say of an objective now.</summary>
    /// <param name="index">The objective's position.</param>
    /// <param name="pod">How the pods are called.</param>
    public IEnumerable<SeriesSample> Series(int index, string pod)
    {
        switch (_objectives[index].Indicator)
        {
            case Indicator.Ratio:
                yield return new SeriesSample($"{pod}total", SeriesRole.Total, _total[index], Pod: pod);
                yield return new SeriesSample($"{pod}bad", SeriesRole.Bad, _bad[index], Pod: pod);
                break;
            case Indicator.Quantile:
                foreach (var (bound, count) in _atOrBelow[index]) yield return new SeriesSample($"{pod}le{bound:R}", SeriesRole.Bucket, count, bound, pod);
                yield return new SeriesSample($"{pod}le+Inf", SeriesRole.Bucket, _total[index], Pod: pod);
                break;
            default:
                // A query's values are nobody's to foresee: it is given what it asks for.
                yield return new SeriesSample("value", SeriesRole.Value, _objectives[index].Bound switch
                {
                    Bound.Min min => min.Value,
                    Bound.Max max => max.Value,
                    Bound.Target target => target.GoodShare,
                    _ => 1,
                });
                break;
        }
    }

    // The share of the answers that are slow by the fault alone. A request that several objectives call slow is one: the strictest of them counts.
    private static double Slowed(Objective objective, LatencyShape shape, double delay, Func<Objective, double?> slowFrom)
    {
        if (delay <= 0 || objective.Indicator is not Indicator.Quantile quantile) return 0;
        var limit = objective.Bound is Bound.Max max ? max.Value : slowFrom(objective) ?? shape.BucketOf(quantile.Q);
        return limit is { } value ? Math.Max(0, shape.Slower(value, delay) - shape.Slower(value, 0)) : 0;
    }

    // Bucket by bucket: of those that are not in an earlier one, so many are in this.
    private void Answer(Generator draw, int index, long requests, LatencyShape shape, double delay)
    {
        var above = shape.Above(delay);
        var left = requests;
        var leftShare = 1.0;
        long atOrBelow = 0;
        for (var bucket = 0; bucket < shape.Bounds.Count; bucket++)
        {
            var here = leftShare > 1e-12 ? draw.Of(left, Math.Clamp((leftShare - above[bucket]) / leftShare, 0, 1)) : 0;
            atOrBelow += here;
            left -= here;
            leftShare = above[bucket];
            _atOrBelow[index][shape.Bounds[bucket]] = _atOrBelow[index].GetValueOrDefault(shape.Bounds[bucket]) + atOrBelow;
        }
    }
}
