using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Draws;
using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Runs;

/// <summary>One release's counters, as a source would read them.</summary>
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
    /// <returns>How many requests the fault hurt: those that failed by it, and those that it made too slow for an objective.</returns>
    public long Serve(Generator draw, TimeSpan at, double seconds, double share, double besides, Fault fault)
    {
        if (seconds <= 0 || share + besides <= 0) return 0;
        for (var stream = 0; stream < _requests.Length; stream++) _requests[stream] = draw.Arrivals((_traffic.PerSecond(stream, at) * share + besides) * seconds);
        long? failed = null, slowed = null;
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
                    var hurt = Answer(draw, index, requests, shape, fault.Latency.TotalSeconds);
                    slowed ??= hurt;
                    break;
            }
        }

        return (failed ?? draw.Of(_requests[0], fault.Errors)) + (slowed ?? 0);
    }

    /// <summary>What a source would answer now.</summary>
    public Reading Read(int index, DateTimeOffset at) => new() { At = at, Series = [.. Series(index)] };

    private IEnumerable<SeriesSample> Series(int index)
    {
        switch (_objectives[index].Indicator)
        {
            case Indicator.Ratio:
                yield return new SeriesSample("total", SeriesRole.Total, _total[index]);
                yield return new SeriesSample("bad", SeriesRole.Bad, _bad[index]);
                break;
            case Indicator.Quantile:
                foreach (var (bound, count) in _atOrBelow[index]) yield return new SeriesSample($"le{bound:R}", SeriesRole.Bucket, count, bound);
                yield return new SeriesSample("le+Inf", SeriesRole.Bucket, _total[index]);
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

    // Bucket by bucket: of those that are not in an earlier one, so many are in this.
    private long Answer(Generator draw, int index, long requests, LatencyShape shape, double delay)
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

        if (delay <= 0 || _objectives[index].Bound is not Bound.Max max) return 0;
        var (slow, anyway) = (shape.Slower(max.Value, delay), shape.Slower(max.Value, 0));
        return draw.Of(requests, Math.Max(0, slow - anyway));
    }
}
