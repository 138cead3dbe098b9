using Penumbra.Bench.Reports;

namespace Penumbra.Bench.Comparisons;

/// <summary>A quantile of latencies with something over the same without it.</summary>
/// <param name="Without">The quantile without, in milliseconds.</param>
/// <param name="With">The quantile with.</param>
/// <param name="Low">The lower end of the ratio's 95 % interval.</param>
/// <param name="High">Its upper end.</param>
public sealed record QuantileRatio(double Without, double With, double Low, double High)
{
    private const int Resamples = 2000;

    /// <summary>The ratio.</summary>
    public double Ratio => With / Without;

    /// <summary>The ratio of blocks in pairs; the interval is a percentile bootstrap over whole pairs, as requests of one block are not independent.</summary>
    /// <param name="pairs">Latencies without and with, in milliseconds, pair by pair.</param>
    /// <param name="share">Which quantile.</param>
    public static QuantileRatio Of(IReadOnlyList<(double[] Without, double[] With)> pairs, double share)
    {
        var random = new Random(20261121);
        var ratios = new List<double>();
        for (var resample = 0; resample < Resamples; resample++)
        {
            var (without, with) = Quantiles([.. pairs.Select(_ => pairs[random.Next(pairs.Count)])], share);
            ratios.Add(with / without);
        }

        ratios.Sort();
        var all = Quantiles(pairs, share);
        return new(all.Without, all.With, Numbers.Quantile(ratios, 0.025), Numbers.Quantile(ratios, 0.975));
    }

    /// <summary>Whether the whole interval lies between two bounds.</summary>
    public bool IsWithin(double least, double most) => Low >= least && High <= most;

    private static (double Without, double With) Quantiles(IReadOnlyList<(double[] Without, double[] With)> pairs, double share)
    {
        double[] without = [.. pairs.SelectMany(pair => pair.Without)], with = [.. pairs.SelectMany(pair => pair.With)];
        Array.Sort(without);
        Array.Sort(with);
        return (Numbers.Quantile(without, share), Numbers.Quantile(with, share));
    }
}
