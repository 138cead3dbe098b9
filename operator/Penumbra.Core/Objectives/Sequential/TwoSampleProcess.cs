using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// Evidence that one release fails more often than another in the same blocks of time. It needs no base rate: given how many of a block's events were bad at all, it
/// looks at whose they were. Where both are equally good, each bad event is the first one's with its share of the requests, and any lasting gain is bounded by Ville's
/// inequality as for <see cref="EProcess"/>. The likelihood ratio of each alternative is the safe test of Turner, Ly and Grünwald ("Generic E-variables for exact sequential
/// k-sample tests", 2024) for proportions, with the binomial in place of the hypergeometric distribution, which is smaller in the convex order (Hoeffding 1963).
/// What hits both releases at the same time cancels out.
/// </summary>
public sealed record TwoSampleProcess
{
    private static readonly double[] Alternatives = [1.5, 3, 10, 50];

    // Beyond this a stake says no more.
    private const double Largest = 1e200;

    /// <summary>r0: how many times as often the first may fail; 1 for "no more often".</summary>
    public required double Margin { get; init; }

    /// <summary>G: the capital of each stake, in the order 1.5, 3, 10 and 50 times as often as allowed.</summary>
    public required ImmutableArray<double> Stakes { get; init; }

    /// <summary>What is not at stake yet.</summary>
    public required Reserve Reserve { get; init; }

    /// <summary>All of the capital, 1 at the beginning.</summary>
    public double Value
    {
        get
        {
            var sum = Reserve.Left;
            foreach (var stake in Stakes) sum += stake;
            return sum;
        }
    }

    /// <summary>The process before its first event.</summary>
    /// <param name="margin">r0, at least 1.</param>
    public static TwoSampleProcess Begin(double margin = 1) =>
        new() { Margin = Math.Max(1, margin), Stakes = [.. Alternatives.Select(_ => 0.5 / Alternatives.Length)], Reserve = Reserve.Full };

    /// <summary>A later step begins.</summary>
    public TwoSampleProcess EnterStep(SpendingPlan plan) => this with { Reserve = Reserve.EnterStep(plan) };

    /// <summary>Adds a whole block: <c>G ← (G + w)·(q/π)^k1·((1−q)/(1−π))^k2</c>, with π and q the first one's share of the bad events where it fails r0 and r·r0 times as often.</summary>
    /// <param name="plan">What is freed when.</param>
    /// <param name="first">n1: the events of the release in question.</param>
    /// <param name="badOfFirst">k1: its bad ones.</param>
    /// <param name="second">n2: the events of the other.</param>
    /// <param name="badOfSecond">k2: its bad ones.</param>
    public TwoSampleProcess Add(SpendingPlan plan, long first, long badOfFirst, long second, long badOfSecond)
    {
        if (first <= 0 || second <= 0) return this;
        var (rest, freed) = Reserve.BeginBlock(plan);
        var stakes = new double[Alternatives.Length];
        for (var index = 0; index < stakes.Length; index++)
        {
            var gain = Math.Exp(LogGain(Alternatives[index], first, Math.Min(first, badOfFirst), second, Math.Min(second, badOfSecond)));
            stakes[index] = Math.Min(Largest, (Stakes[index] + freed / stakes.Length) * gain);
        }

        return this with { Stakes = ImmutableCollectionsMarshal.AsImmutableArray(stakes), Reserve = rest };
    }

    private double LogGain(double alternative, long first, long badOfFirst, long second, long badOfSecond)
    {
        var bad = badOfFirst + badOfSecond;
        if (bad == 0) return 0;

        // With a margin and many bad events the binomial is no bound any more: the exact distribution takes its place.
        if (Margin > 1 && bad > 0.05 * (first + second)) return NoncentralHypergeometric.LogRatio(first, second, bad, badOfFirst, Margin, alternative * Margin);
        var weighted = Margin * first;
        var pi = weighted / (weighted + second);
        var q = alternative * weighted / (alternative * weighted + second);
        return badOfFirst * Math.Log(q / pi) + badOfSecond * Math.Log((1 - q) / (1 - pi));
    }
}
