using System.Globalization;
using Penumbra.Core.Objectives;

namespace Penumbra.Rehearsal.Traffic;

/// <summary>So many requests a second, all the time; a good release misses each objective by a tenth of what it allows.</summary>
public sealed class SteadyTraffic : ITraffic
{
    private static readonly double[] Classic = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly double _perSecond;
    private readonly double[] _bad;
    private readonly LatencyShape?[] _latency;

    /// <summary>Makes it for a launch's objectives.</summary>
    /// <param name="perSecond">Requests a second, of both releases together.</param>
    /// <param name="objectives">The objectives.</param>
    /// <param name="good">How a good release behaves.</param>
    public SteadyTraffic(double perSecond, IReadOnlyList<Objective> objectives, SteadyBase good)
    {
        _perSecond = perSecond;
        _bad = [.. objectives.Select(objective => good.Errors ?? (objective.Bound is Bound.Target target ? (1 - target.GoodShare) * SteadyBase.OfAllowed : 0.001))];
        _latency = [.. objectives.Select(objective => Shape(objective, good))];
        Words = string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.###} request{(perSecond.Equals(1) ? "" : "s")} per second");
    }

    /// <inheritdoc/>
    public string Words { get; }

    /// <inheritdoc/>
    public int Streams => 1;

    /// <inheritdoc/>
    public int StreamOf(int objective) => 0;

    /// <inheritdoc/>
    public double PerSecond(int stream, TimeSpan at) => _perSecond;

    /// <inheritdoc/>
    public double Average(int stream) => _perSecond;

    /// <inheritdoc/>
    public double BadShare(int objective, TimeSpan at) => _bad[objective];

    /// <inheritdoc/>
    public LatencyShape? Latency(int objective, TimeSpan at) => _latency[objective];

    /// <summary>The shape of an objective's latencies where nothing was recorded; null where it does not measure them.</summary>
    public static LatencyShape? Shape(Objective objective, SteadyBase good)
    {
        if (objective.Indicator is not Indicator.Quantile quantile) return null;
        var unit = LatencyShape.UnitOf(quantile.Of);
        var max = objective.Bound is Bound.Max { Value: > 0 } bound ? bound.Value : (double?)null;
        double[] bounds = max is { } value ? [value / 4, value / 2, value, 2 * value, 4 * value] : [.. Classic.Select(seconds => seconds / unit)];
        if (good.Latency is { } known) return new LognormalLatency(known.Median.TotalSeconds / unit, known.P99.TotalSeconds / unit, 0.01, bounds, unit);
        return max is { } most
            ? new LognormalLatency(most / 4, most, Math.Min(0.4, (1 - quantile.Q) * SteadyBase.OfAllowed), bounds, unit)
            : new LognormalLatency(0.1 / unit, 0.4 / unit, 0.001, bounds, unit);
    }
}
