using System.Runtime.InteropServices;
using MathNet.Numerics.Distributions;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>What the shadow uses relative to live, with an interval.</summary>
/// <param name="Value">Shadow over live: 1.5 is half as much again.</param>
/// <param name="Spread">The standard deviation of its logarithm.</param>
/// <param name="Freedom">How many blocks that was estimated from, less one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ResourceRatio(double Value, double Spread, int Freedom)
{
    private const int Draws = 200;
    private const int Blocks = 12;
    private const double LeastSpread = 0.002;

    /// <summary>The lower end of an interval, by Student's distribution, as blocks are few.</summary>
    /// <param name="confidence">How sure, a share.</param>
    public double LowAt(double confidence) => Value * Math.Exp(-Width(confidence));

    /// <summary>The upper end.</summary>
    /// <param name="confidence">How sure, a share.</param>
    public double HighAt(double confidence) => Value * Math.Exp(Width(confidence));

    /// <summary>
    /// CPU per request: the slope of CPU over requests by least squares, so that what idling takes is no request's; both as rates, weighed by how long a point is. Live's slope is made larger by
    /// what the error of its estimated requests takes from it (Fuller 1987, 1.1). With an interval as <see cref="OfMemory"/>.
    /// </summary>
    /// <param name="points">The points, all with CPU.</param>
    /// <param name="reliability">The share of the variance of live's requests that is no error.</param>
    /// <returns>Null where CPU does not grow with the requests.</returns>
    public static ResourceRatio? OfCpu(IReadOnlyList<ResourcePoint> points, double reliability) => Bootstrap(points, drawn =>
    {
        var live = Slope(drawn, point => point.LiveRequests, point => point.LiveCpu!.Value) / reliability;
        var shadow = Slope(drawn, point => point.ShadowRequests, point => point.ShadowCpu!.Value);
        return live > 0 && shadow > 0 ? shadow / live : double.NaN;
    });

    /// <summary>
    /// Memory per replica: a ratio of means, with an interval from a bootstrap of circular blocks of neighbouring points (Politis and Romano 1992), both sides together, normal in the logarithm. The draws
    /// are fixed, so that the same points give the same interval.
    /// </summary>
    /// <param name="points">The points, all with memory.</param>
    public static ResourceRatio? OfMemory(IReadOnlyList<ResourcePoint> points) =>
        Bootstrap(points, drawn => drawn.Sum(point => point.ShadowMemory!.Value * point.Seconds) / drawn.Sum(point => point.LiveMemory!.Value * point.Seconds));

    private double Width(double confidence) => StudentT.InvCDF(0, 1, Freedom, confidence) * Spread;

    private static ResourceRatio? Bootstrap(IReadOnlyList<ResourcePoint> points, Func<IReadOnlyList<ResourcePoint>, double> ratio)
    {
        var value = ratio(points);
        if (!IsRatio(value)) return null;
        var length = (points.Count + Blocks - 1) / Blocks;
        var count = points.Count / length;
        var draws = new FixedDraws((ulong)points.Count);
        var drawn = new ResourcePoint[count * length];
        var (sum, squares, known) = (0.0, 0.0, 0);
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var block = 0; block < count; block++)
            {
                var from = draws.Next(points.Count);
                for (var index = 0; index < length; index++) drawn[(block * length) + index] = points[(from + index) % points.Count];
            }

            var again = ratio(drawn);
            if (!IsRatio(again)) continue;
            known++;
            sum += Math.Log(again);
            squares += Math.Log(again) * Math.Log(again);
        }

        // Where some draws give no ratio at all, the others say nothing of how far it may be off.
        if (known < Draws * 39 / 40) return null;
        var mean = sum / known;
        return new ResourceRatio(value, Math.Max(LeastSpread, Math.Sqrt(Math.Max(0, (squares / known) - (mean * mean)))), count - 1);
    }

    private static bool IsRatio(double ratio) => double.IsFinite(ratio) && ratio > 0;

    private static double Slope(IReadOnlyList<ResourcePoint> points, Func<ResourcePoint, double> requests, Func<ResourcePoint, double> cpu)
    {
        var (weight, x, y) = (0.0, 0.0, 0.0);
        foreach (var point in points) (weight, x, y) = (weight + point.Seconds, x + requests(point), y + cpu(point));
        (x, y) = (x / weight, y / weight);
        var (covariance, variance) = (0.0, 0.0);
        foreach (var point in points)
        {
            var off = (requests(point) / point.Seconds) - x;
            covariance += point.Seconds * off * ((cpu(point) / point.Seconds) - y);
            variance += point.Seconds * off * off;
        }

        return variance > 0 ? covariance / variance : double.NaN;
    }
}
