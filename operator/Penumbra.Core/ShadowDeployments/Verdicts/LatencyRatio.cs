using System.Runtime.InteropServices;
using MathNet.Numerics.Distributions;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>How slow the shadow is relative to live at one quantile, with an interval.</summary>
/// <param name="Quantile">Which, between 0 and 1.</param>
/// <param name="Ratio">Shadow over live: 1.1 is ten percent slower.</param>
/// <param name="Spread">The standard deviation of its logarithm.</param>
/// <param name="Confidence">How sure <see cref="Low"/> and <see cref="High"/> are each, a share.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LatencyRatio(double Quantile, double Ratio, double Spread, double Confidence)
{
    /// <summary>Pairs that the ratio of medians takes at least.</summary>
    public const long LeastForMedian = 1_000;

    /// <summary>Pairs that the ratio at p99 takes at least.</summary>
    public const long LeastForTail = 10_000;

    private const int Draws = 200;

    /// <summary>The interval's lower end.</summary>
    public double Low => LowAt(Confidence);

    /// <summary>Its upper end.</summary>
    public double High => Ratio * Math.Exp(Width(Confidence));

    /// <summary>The lower end of an interval that is sure in another degree.</summary>
    /// <param name="confidence">How sure, a share.</param>
    public double LowAt(double confidence) => Ratio * Math.Exp(-Width(confidence));

    /// <summary>
    /// The ratios at p50 and p99 with intervals from one block bootstrap over pairs (Künsch 1989): blocks are drawn with what lasted in them, and both sides of a pair together; the intervals
    /// are normal in the logarithm, with the draws' spread (Efron and Tibshirani 1993, chapter 12). The draws are fixed, so that the same pairs give the same intervals.
    /// </summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="confidence">How sure each end of an interval is, a share.</param>
    /// <returns>Null where there are fewer pairs than the quantile takes.</returns>
    public static (LatencyRatio? Median, LatencyRatio? Tail) Of(LatencyPairs pairs, double confidence)
    {
        if (pairs.Pairs < LeastForMedian || pairs.Blocks.Length < LatencyPairs.MostBlocks / 4) return (null, null);
        double[] quantiles = pairs.Pairs < LeastForTail ? [0.5] : [0.5, 0.99];
        var blocks = pairs.Blocks.Select(block => (Live: block.Live.Bins.ToArray(), Shadow: block.Shadow.Bins.ToArray())).ToArray();
        var draws = new FixedDraws((ulong)blocks.Length);
        var (live, shadow) = (new long[LatencyHistogram.Size], new long[LatencyHistogram.Size]);
        foreach (var block in blocks) Add(block, live, shadow);
        var ratios = Array.ConvertAll(quantiles, quantile => Divide(live, shadow, quantile));
        var (sums, squares) = (new double[quantiles.Length], new double[quantiles.Length]);
        for (var draw = 0; draw < Draws; draw++)
        {
            Array.Clear(live);
            Array.Clear(shadow);
            for (var drawn = 0; drawn < blocks.Length; drawn++) Add(blocks[draws.Next(blocks.Length)], live, shadow);
            for (var index = 0; index < quantiles.Length; index++)
            {
                var logarithm = Math.Log(Divide(live, shadow, quantiles[index]));
                sums[index] += logarithm;
                squares[index] += logarithm * logarithm;
            }
        }

        LatencyRatio Ratio(int index)
        {
            var mean = sums[index] / Draws;
            var spread = Math.Sqrt(Math.Max(0, (squares[index] / Draws) - (mean * mean)));
            return new(quantiles[index], ratios[index], Math.Max(spread, LatencyHistogram.Resolution / 2), confidence);
        }

        return (Ratio(0), quantiles.Length > 1 ? Ratio(1) : null);
    }

    private double Width(double confidence) => Normal.InvCDF(0, 1, confidence) * Spread;

    private static void Add((KeyValuePair<int, long>[] Live, KeyValuePair<int, long>[] Shadow) block, long[] live, long[] shadow)
    {
        foreach (var (bin, count) in block.Live) live[bin] += count;
        foreach (var (bin, count) in block.Shadow) shadow[bin] += count;
    }

    private static double Divide(long[] live, long[] shadow, double quantile) =>
        LatencyHistogram.Quantile(shadow, quantile)!.Value / LatencyHistogram.Quantile(live, quantile)!.Value;
}
