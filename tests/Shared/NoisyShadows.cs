using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Testing;

/// <summary>
/// Simulated shadows of a live in which one field takes another value in a share of all answers, the shadow's too; whether live is asked twice, and what counts, is the evidence's own to say. Looked at whenever something differed, and
/// at least after every hundred comparisons.
/// </summary>
public static class NoisyShadows
{
    private const double NoiseShare = 0.1;
    private const int BetweenLooks = 100;
    private static readonly Difference Rare = new("body.stock", DifferenceKind.Value);
    private static readonly Difference Fault = new("body.total", DifferenceKind.Value);

    /// <summary>The share of shadows that were ever found not worse, and the share of those ever found worse, at odds of <see cref="MarginShadows.Odds"/>.</summary>
    /// <param name="rare">In which share of answers the one field takes another value.</param>
    /// <param name="fault">In which share of its answers the shadow differs in another field; 0 for an equal shadow.</param>
    /// <param name="margin">How often it may.</param>
    /// <param name="comparisons">How many comparisons each has.</param>
    /// <param name="runs">How many shadows.</param>
    public static (double Same, double Worse) Found(double rare, double fault, double margin, int comparisons, int runs)
    {
        int same = 0, worse = 0;
        for (var run = 0; run < runs; run++)
        {
            var (isSame, isWorse) = Run(new Random(run), rare, fault, margin, comparisons);
            if (isSame) same++;
            if (isWorse) worse++;
        }

        return ((double)same / runs, (double)worse / runs);
    }

    private static (bool Same, bool Worse) Run(Random random, double rare, double fault, double margin, int comparisons)
    {
        var evidence = EndpointEvidence.Empty;
        bool isSame = false, isWorse = false;
        for (var done = 0; done < comparisons && !(isSame && isWorse);)
        {
            // Comparisons in which nothing differs are told together; one in which something may, by itself.
            var quiet = 1 - ((1 - fault) * Math.Pow(1 - rare, 3)) is > 0 and var eventful ? Geometric.Sample(random, eventful) - 1 : comparisons;
            for (quiet = Math.Min(quiet, comparisons - done); quiet > 0;)
            {
                var some = evidence.NoisePairs < EndpointEvidence.LearningPairs ? 1 : Math.Min(quiet, BetweenLooks);
                var twice = evidence.AsksTwice(1, NoiseShare) ? some : Binomial.Sample(random, NoiseShare, some);
                if (twice > 0) evidence = evidence.With(Of([], []), 0, twice);
                if (some > twice) evidence = evidence.With(Of([], null), 0, some - twice);
                (done, quiet) = (done + some, quiet - some);
                Look();
            }

            if (done >= comparisons) break;
            bool live, again, shadow, fails;
            do (live, again, shadow, fails) = (random.NextDouble() < rare, random.NextDouble() < rare, random.NextDouble() < rare, random.NextDouble() < fault);
            while (!(live || again || shadow || fails));
            ImmutableArray<Difference> differs = [.. live != shadow ? [Rare] : ImmutableArray<Difference>.Empty, .. fails ? [Fault] : ImmutableArray<Difference>.Empty];
            evidence = evidence.With(Of(differs, evidence.AsksTwice(random.NextDouble(), NoiseShare) ? live != again ? [Rare] : [] : null), 0);
            done++;
            Look();

            // From here on this field says nothing more.
            if (rare >= 2 * EndpointEvidence.SeldomBelow / 3 && !evidence.IsJudged(Rare)) rare = 0;
            if (rare == 0 && fault == 0) break;
        }

        return (isSame, isWorse);

        void Look()
        {
            var counts = evidence.Mismatches();
            isSame |= counts.NotWorse(margin) >= MarginShadows.Odds;
            isWorse |= counts.Worse(margin) >= MarginShadows.Odds;
        }
    }

    private static Core.ShadowDeployments.Verdicts.Comparison Of(ImmutableArray<Difference> shadow, ImmutableArray<Difference>? live) => new() { Endpoint = "GET /", At = default, Shadow = shadow, Live = live };
}
