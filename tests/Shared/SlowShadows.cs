using MathNet.Numerics.Distributions;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Testing;

/// <summary>Simulated shadows that are slower than live by a steady factor: both log-normal (σ = 0.6) about 20 ms, looked at whenever their interval becomes another one.</summary>
public static class SlowShadows
{
    private const double Sigma = 0.6;
    private const double Milliseconds = 20;

    // The medians of the first 32 of them are looked at, and p99 of all.
    private const int Blocks = 40;

    /// <summary>The share of shadows whose ratio was ever surely within the bound, and of those ever surely above it, at p50 and p99 each.</summary>
    /// <param name="factor">How slow the shadow is.</param>
    /// <param name="bound">How slow it may be.</param>
    /// <param name="doublings">How often the pairs double from 1,280 on.</param>
    /// <param name="runs">How many shadows.</param>
    /// <param name="worseConfidence">How sure a bad verdict must be at each look.</param>
    public static (double Within, double Above, double TailWithin, double TailAbove) Found(double factor, double bound, int doublings, int runs, double worseConfidence)
    {
        int within = 0, above = 0, tailWithin = 0, tailAbove = 0;
        for (var run = 0; run < runs; run++)
        {
            var random = new Random(run);
            var size = LatencyPairs.FirstBlock << doublings;
            var (live, shadow) = (Draw(random, 1, size * Blocks), Draw(random, factor, size * Blocks));
            bool isWithin = false, isAbove = false, isTailWithin = false, isTailAbove = false;
            for (var block = LatencyPairs.FirstBlock; block <= size; block *= 2)
            {
                var pairs = new LatencyPairs { BlockSize = block, Pairs = Blocks * block, Blocks = [.. Enumerable.Range(0, Blocks).Select(index => new LatencyBlock(Part(live, index, block), Part(shadow, index, block), block))] };
                var (median, tail) = LatencyRatio.Of(pairs, 0.95);
                isWithin |= median?.High <= bound;
                isAbove |= median?.LowAt(worseConfidence) > bound;
                isTailWithin |= tail?.High <= bound;
                isTailAbove |= tail?.LowAt(worseConfidence) > bound;
            }

            within += isWithin ? 1 : 0;
            above += isAbove ? 1 : 0;
            tailWithin += isTailWithin ? 1 : 0;
            tailAbove += isTailAbove ? 1 : 0;
        }

        double Share(int count) => (double)count / runs;
        return (Share(within), Share(above), Share(tailWithin), Share(tailAbove));
    }

    private static LatencyHistogram Part(TimeSpan[] durations, int index, int size) => LatencyHistogram.Of(durations.AsSpan(index * size, size));

    private static TimeSpan[] Draw(Random random, double factor, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => TimeSpan.FromMilliseconds(Milliseconds * factor * Math.Exp(Normal.Sample(random, 0, Sigma))))];
}
