using System.Collections.Immutable;

namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>Durations in bins that grow by two percent each, from ten microseconds on: quantiles to one percent in bounded memory, and sums of histograms are histograms.</summary>
public sealed record LatencyHistogram
{
    private const double Least = 1e-5;
    private const double Growth = 1.02;
    private const int Most = 900;

    /// <summary>How many durations each bin has, by the bin's number.</summary>
    public ImmutableSortedDictionary<int, long> Bins { get; init; } = ImmutableSortedDictionary<int, long>.Empty;

    /// <summary>No duration yet.</summary>
    public static LatencyHistogram Empty { get; } = new();

    /// <summary>Many durations at once.</summary>
    public static LatencyHistogram Of(ReadOnlySpan<TimeSpan> durations)
    {
        Span<long> counts = stackalloc long[Most + 1];
        foreach (var took in durations) counts[Bin(took)]++;
        var bins = ImmutableSortedDictionary.CreateBuilder<int, long>();
        for (var bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] > 0) bins.Add(bin, counts[bin]);
        }

        return new() { Bins = bins.ToImmutable() };
    }

    /// <summary>How many durations there are.</summary>
    public long Count => Bins.Values.Sum();

    /// <summary>With one more duration.</summary>
    public LatencyHistogram With(TimeSpan took)
    {
        var bin = Bin(took);
        return this with { Bins = Bins.SetItem(bin, Bins.GetValueOrDefault(bin) + 1) };
    }

    /// <summary>With all of another.</summary>
    public LatencyHistogram Plus(LatencyHistogram other)
    {
        var bins = Bins.ToBuilder();
        foreach (var (bin, count) in other.Bins) bins[bin] = bins.GetValueOrDefault(bin) + count;
        return new() { Bins = bins.ToImmutable() };
    }

    /// <summary>A quantile in seconds; null without any duration.</summary>
    /// <param name="q">Between 0 and 1.</param>
    public double? Quantile(double q)
    {
        Span<long> counts = stackalloc long[Most + 1];
        foreach (var (bin, count) in Bins) counts[bin] += count;
        return Quantile(counts, q);
    }

    /// <summary>A quantile in seconds of counted bins; null when they are empty.</summary>
    internal static double? Quantile(ReadOnlySpan<long> counts, double q)
    {
        long total = 0;
        foreach (var count in counts) total += count;
        if (total == 0) return null;
        var rank = q * total;
        double below = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] == 0) continue;
            if (below + counts[bin] >= rank) return Least * Math.Pow(Growth, bin + ((rank - below) / counts[bin]) - 1);
            below += counts[bin];
        }

        return Least * Math.Pow(Growth, counts.Length - 1);
    }

    /// <summary>How far apart two durations of one bin may be, in the logarithm.</summary>
    internal static double Resolution { get; } = Math.Log(Growth);

    /// <summary>How many bins there are at most.</summary>
    public static int Size => Most + 1;

    private static int Bin(TimeSpan took) => took.TotalSeconds <= Least ? 0 : Math.Clamp((int)Math.Ceiling(Math.Log(took.TotalSeconds / Least) / Math.Log(Growth)), 0, Most);
}
