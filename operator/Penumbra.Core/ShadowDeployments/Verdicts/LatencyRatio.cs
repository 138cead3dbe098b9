using System.Runtime.InteropServices;
using MathNet.Numerics.Distributions;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>How slow the shadow is relative to live at one quantile, with an interval.</summary>
/// <param name="Quantile">Which, between 0 and 1.</param>
/// <param name="Ratio">Shadow over live: 1.1 is ten percent slower.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">Its upper end.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LatencyRatio(double Quantile, double Ratio, double Low, double High)
{
    /// <summary>Pairs that the ratio of medians takes at least.</summary>
    public const long LeastForMedian = 1_000;

    /// <summary>Pairs that the ratio at p99 takes at least.</summary>
    public const long LeastForTail = 10_000;

    private const int Draws = 200;

    /// <summary>
    /// The ratio of quantiles with an interval from a block bootstrap over pairs (Künsch 1989): blocks are drawn with what lasted in them, and both sides of a pair together; the interval is
    /// normal in the logarithm, with the draws' spread (Efron and Tibshirani 1993, chapter 12). The draws are fixed, so that the same pairs give the same interval.
    /// </summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="quantile">Which quantile.</param>
    /// <param name="confidence">How sure each end of the interval is, a share.</param>
    /// <returns>Null with fewer pairs than the quantile takes.</returns>
    public static LatencyRatio? Of(LatencyPairs pairs, double quantile, double confidence)
    {
        if (pairs.Pairs < (quantile > 0.9 ? LeastForTail : LeastForMedian) || pairs.Blocks.Length < LatencyPairs.MostBlocks / 4) return null;
        var draws = new FixedDraws((ulong)pairs.Blocks.Length);
        var live = new long[LatencyHistogram.Size];
        var shadow = new long[LatencyHistogram.Size];
        foreach (var block in pairs.Blocks) Add(block, live, shadow);
        var ratio = Divide(live, shadow, quantile);
        double sum = 0, squares = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            Array.Clear(live);
            Array.Clear(shadow);
            for (var drawn = 0; drawn < pairs.Blocks.Length; drawn++) Add(pairs.Blocks[draws.Next(pairs.Blocks.Length)], live, shadow);
            var logarithm = Math.Log(Divide(live, shadow, quantile));
            sum += logarithm;
            squares += logarithm * logarithm;
        }

        var spread = Math.Sqrt(Math.Max(0, (squares / Draws) - (sum / Draws * (sum / Draws))));
        var width = Normal.InvCDF(0, 1, confidence) * Math.Max(spread, LatencyHistogram.Resolution / 2);
        return new(quantile, ratio, ratio * Math.Exp(-width), ratio * Math.Exp(width));
    }

    private static void Add(LatencyBlock block, long[] live, long[] shadow)
    {
        foreach (var (bin, count) in block.Live.Bins) live[bin] += count;
        foreach (var (bin, count) in block.Shadow.Bins) shadow[bin] += count;
    }

    private static double Divide(long[] live, long[] shadow, double quantile) =>
        LatencyHistogram.Quantile(shadow, quantile)!.Value / LatencyHistogram.Quantile(live, quantile)!.Value;
}
