using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// Evidence that the share of bad events is above what is allowed: the capital of a gambler who bets against "in each block, whatever happened before, the expected share
/// of bad events is at most p0", and who cannot win by luck: the chance that the capital ever reaches 1/α is at most α (Ville 1939, the inequality for non-negative
/// supermartingales), at any time and however often one looks. It bets on the share of whole blocks (Waudby-Smith and Ramdas, "Estimating means of bounded random
/// variables by betting", 2024), so events inside a block may depend on each other in any way: a burst is one piece of evidence. Several stakes m bet that the share is
/// m times p0; their capital is summed (the method of mixtures). The state is a few numbers, whatever the traffic.
/// </summary>
public sealed record EProcess
{
    /// <summary>The largest part of a stake that one block may cost.</summary>
    public const double LargestBet = 0.9;

    private static readonly double[] Candidates = [2, 5, 20, 100];

    /// <summary>p0: the allowed share of bad events, over 0 and at most 1.</summary>
    public required double AllowedShare { get; init; }

    /// <summary>A: the capital of each stake, in the order of <see cref="Multiples"/>.</summary>
    public required ImmutableArray<double> Stakes { get; init; }

    /// <summary>R: what is not at stake yet.</summary>
    public required Reserve Reserve { get; init; }

    /// <summary>E: all of the capital, 1 at the beginning. Its reciprocal bounds the chance of so much by luck.</summary>
    public double Value => Sum(Stakes) + Reserve.Left;

    /// <summary>The stakes' alternatives: so many times the allowed share, up to 1/p0, where every event is bad.</summary>
    public static ImmutableArray<double> Multiples(double allowedShare) => [.. Candidates.Where(m => m * allowedShare < 1), 1 / allowedShare];

    /// <summary>The process before its first event.</summary>
    /// <param name="allowedShare">p0; taken as one in a million where nothing bad at all is allowed, since nobody can bet against zero.</param>
    public static EProcess Begin(double allowedShare)
    {
        var share = Math.Clamp(allowedShare, 1e-6, 1);
        var count = Multiples(share).Length;
        return new EProcess { AllowedShare = share, Stakes = [.. Enumerable.Repeat(0.5 / count, count)], Reserve = Reserve.Full };
    }

    /// <summary>The process after its capital was lost from sight: only what was held back goes on, so that nobody bets the same money twice.</summary>
    public static EProcess BeginAgain(double allowedShare)
    {
        var begin = Begin(allowedShare);
        return begin with { Stakes = [.. begin.Stakes.Select(_ => 0.0)] };
    }

    /// <summary>A later step begins.</summary>
    public EProcess EnterStep(SpendingPlan plan) => this with { Reserve = Reserve.EnterStep(plan) };

    /// <summary>Adds a whole block: <c>A ← (A + w)·(1 + c·(x/p0 − 1))</c> with x = k/n, w the freed part of the reserve and <see cref="Bet"/> for c.</summary>
    /// <param name="plan">What is freed when.</param>
    /// <param name="total">n: the block's events. None changes nothing.</param>
    /// <param name="bad">k: the bad ones among them.</param>
    public EProcess Add(SpendingPlan plan, long total, long bad)
    {
        if (total <= 0) return this;
        var (stakes, rest) = After(plan, total, bad);
        return this with { Stakes = ImmutableCollectionsMarshal.AsImmutableArray(stakes), Reserve = rest };
    }

    /// <summary>
    /// The capital that is certain inside an open block that ends with at most <paramref name="limit"/> events: the block can only end with more, since what it
    /// gains rises with the bad events and falls with all events.
    /// </summary>
    public double Within(SpendingPlan plan, long limit, long bad)
    {
        if (limit <= 0) return Value;
        var (stakes, rest) = After(plan, limit, bad);
        var sum = rest.Left;
        foreach (var stake in stakes) sum += stake;
        return sum;
    }

    /// <summary>c: the part of a stake that one block may cost, d/(1+d) with d = (m−1)·n·p0, which is the betting of single events where they are few; capped.</summary>
    public static double Bet(double multiple, long total, double allowedShare)
    {
        var d = (multiple - 1) * total * allowedShare;
        return Math.Min(LargestBet, d / (1 + d));
    }

    private (double[] Stakes, Reserve Left) After(SpendingPlan plan, long total, long bad)
    {
        var (rest, freed) = Reserve.BeginBlock(plan);
        var count = Stakes.Length;
        var stakes = new double[count];
        var excess = (double)Math.Min(bad, total) / total / AllowedShare - 1;
        for (var index = 0; index < count; index++)
        {
            var multiple = index < count - 1 ? Candidates[index] : 1 / AllowedShare;
            stakes[index] = (Stakes[index] + freed / count) * (1 + Bet(multiple, total, AllowedShare) * excess);
        }

        return (stakes, rest);
    }

    private static double Sum(ImmutableArray<double> values)
    {
        double sum = 0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
