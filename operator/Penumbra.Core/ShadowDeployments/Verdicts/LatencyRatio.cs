using System.Numerics;
using System.Runtime.InteropServices;
using MathNet.Numerics.Distributions;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>
/// How slow the shadow is relative to live at one quantile, with an interval that holds at all times together: it is looked at anew only when there are twice as many pairs, and look k (0, 1, …) may err with
/// 1/((k + 1)(k + 2)) of what all looks may, which adds up to all of it.
/// </summary>
/// <param name="Quantile">Which, between 0 and 1.</param>
/// <param name="Ratio">Shadow over live: 1.1 is ten percent slower.</param>
/// <param name="Spread">The standard deviation of its logarithm.</param>
/// <param name="Confidence">How sure <see cref="Low"/> and <see cref="High"/> are each, at all looks together, a share.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LatencyRatio(double Quantile, double Ratio, double Spread, double Confidence)
{
    /// <summary>Pairs that the ratio of medians takes at least.</summary>
    public const long LeastForMedian = 1_000;

    /// <summary>Pairs that the ratio at p99 takes at least.</summary>
    public const long LeastForTail = 10_000;

    /// <summary>So many looks there are: more pairs than that take is more than there ever are.</summary>
    public const int Looks = 20;

    // Of 64 blocks, so that whole blocks come to 1,024 and 10,240 pairs and to their doubles. Of the tail's 40 neighbours are taken together from the beginning: when the 64 become 32, the same pairs are in the same
    // blocks still, and nobody is judged by them a second time.
    private const int BlocksForMedian = 32;
    private const int BlocksForTail = 40;

    /// <summary>The pairs that it rests on: those of the last look.</summary>
    public long Pairs { get; init; }

    /// <summary>Which look it is.</summary>
    public int Look { get; init; }

    /// <summary>How many blocks the pairs came in.</summary>
    public int Blocks { get; init; }

    private const int Draws = 200;

    /// <summary>The interval's lower end.</summary>
    public double Low => LowAt(AtLook(Look));

    /// <summary>Its upper end.</summary>
    public double High => Ratio * Math.Exp(Width(AtLook(Look)));

    /// <summary>The lower end of an interval that is sure in another degree, at this look alone.</summary>
    /// <param name="confidence">How sure, a share.</param>
    public double LowAt(double confidence) => Ratio * Math.Exp(-Width(confidence));

    /// <summary>
    /// The ratios at p50 and p99 at their last look, with intervals from a block bootstrap over pairs (Künsch 1989): blocks are drawn with what lasted in them, and both sides of a pair together; the intervals have the draws'
    /// spread in the logarithm (Efron and Tibshirani 1993, chapter 12) and Student's quantiles, as the blocks are few. The draws are fixed, so that the same pairs give the same intervals.
    /// </summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="confidence">How sure each end of an interval is at all looks together, a share.</param>
    /// <returns>Null where there are fewer pairs than the quantile takes.</returns>
    public static (LatencyRatio? Median, LatencyRatio? Tail) Of(LatencyPairs pairs, double confidence) =>
        (At(pairs, 0.5, BlocksForMedian, LeastForMedian, confidence), At(pairs, 0.99, BlocksForTail, LeastForTail, confidence));

    /// <summary>With how many pairs the interval can be expected to end below a bound, as things go; null when more of the same would not do.</summary>
    /// <param name="bound">The bound.</param>
    public long? PairsUntilBelow(double bound)
    {
        for (var look = Look; look < Looks; look++)
        {
            var later = this with { Look = look, Spread = Math.Max(Spread * Math.Pow(2, (Look - look) / 2.0), LatencyHistogram.Resolution / 2) };
            if (later.High <= bound) return Pairs << (look - Look);
        }

        return null;
    }

    private static LatencyRatio? At(LatencyPairs pairs, double quantile, int most, long least, double confidence)
    {
        var whole = pairs.Blocks.Length >= most ? most : most / 2;
        var taken = (long)whole * pairs.BlockSize;
        if (pairs.Blocks.Length < whole || taken < least) return null;
        var together = most == BlocksForTail && whole == most ? 2 : 1;
        var blocks = pairs.Blocks.Take(whole).Chunk(together).Select(chunk => chunk.Aggregate((sum, block) => sum.Plus(block)))
            .Select(block => (Live: block.Live.Bins.ToArray(), Shadow: block.Shadow.Bins.ToArray())).ToArray();
        var count = blocks.Length;
        var draws = new FixedDraws((ulong)count);
        var (live, shadow) = (new long[LatencyHistogram.Size], new long[LatencyHistogram.Size]);
        foreach (var block in blocks) Add(block, live, shadow);
        var ratio = Divide(live, shadow, quantile);
        var (sum, squares) = (0.0, 0.0);
        for (var draw = 0; draw < Draws; draw++)
        {
            Array.Clear(live);
            Array.Clear(shadow);
            for (var drawn = 0; drawn < count; drawn++) Add(blocks[draws.Next(count)], live, shadow);
            var logarithm = Math.Log(Divide(live, shadow, quantile));
            sum += logarithm;
            squares += logarithm * logarithm;
        }

        var mean = sum / Draws;
        var spread = Math.Sqrt(Math.Max(0, (squares / Draws) - (mean * mean)));
        return new(quantile, ratio, Math.Max(spread, LatencyHistogram.Resolution / 2), confidence)
        {
            Pairs = taken, Look = Math.Min(Looks - 1, BitOperations.Log2((ulong)(taken / (most * LatencyPairs.FirstBlock)))), Blocks = count,
        };
    }

    private double AtLook(int look) => 1 - ((1 - Confidence) / ((look + 1) * (look + 2)));

    private double Width(double confidence) => Spread <= 0 ? 0 : (Blocks > 1 ? StudentT.InvCDF(0, 1, Blocks - 1, confidence) : Normal.InvCDF(0, 1, confidence)) * Spread;

    private static void Add((KeyValuePair<int, long>[] Live, KeyValuePair<int, long>[] Shadow) block, long[] live, long[] shadow)
    {
        foreach (var (bin, count) in block.Live) live[bin] += count;
        foreach (var (bin, count) in block.Shadow) shadow[bin] += count;
    }

    private static double Divide(long[] live, long[] shadow, double quantile) =>
        LatencyHistogram.Quantile(shadow, quantile)!.Value / LatencyHistogram.Quantile(live, quantile)!.Value;
}
