using MathNet.Numerics.Distributions;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Testing;

/// <summary>Simulated shadows that differ at a steady share, looked at after every hundred of 40,000 comparisons.</summary>
public static class MarginShadows
{
    /// <summary>The odds that a verdict takes at 95 %.</summary>
    public const double Odds = 20;

    private const int Looks = 400;
    private const int BetweenLooks = 100;

    /// <summary>The share of shadows that were ever found not worse, and the share of those ever found worse.</summary>
    /// <param name="share">How often they differ.</param>
    /// <param name="margin">How often they may.</param>
    /// <param name="runs">How many shadows.</param>
    public static (double Same, double Worse) Found(double share, double margin, int runs)
    {
        var random = new Random(20261121);
        int same = 0, worse = 0;
        for (var run = 0; run < runs; run++)
        {
            var counts = default(DifferenceCounts);
            bool isSame = false, isWorse = false;
            for (var look = 0; look < Looks && !(isSame && isWorse); look++)
            {
                var differ = Binomial.Sample(random, share, BetweenLooks);
                counts += new DifferenceCounts(BetweenLooks - differ, differ, 0);
                isSame |= MismatchEvidence.NotWorse(counts, margin) >= Odds;
                isWorse |= MismatchEvidence.Worse(counts, margin) >= Odds;
            }

            if (isSame) same++;
            if (isWorse) worse++;
        }

        return ((double)same / runs, (double)worse / runs);
    }

    /// <summary>The most that may be found wrongly: a share, and two standard errors of so many runs.</summary>
    public static double Bound(double share, int runs) => share + (2 * Math.Sqrt(share * (1 - share) / runs));
}
