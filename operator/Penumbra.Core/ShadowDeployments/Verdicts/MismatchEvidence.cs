namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>
/// Tests that may be looked at at any time: a gambler's capital, mixed over four stakes. Were the shadow's excess of mismatches at the margin, the chance that the capital ever reaches
/// 20 would be at most 1/20 (Ville 1939; betting on bounded means: Waudby-Smith and Ramdas 2024).
/// </summary>
public static class MismatchEvidence
{
    private static readonly double[] Stakes = [0.1, 0.3, 0.6, 0.9];

    /// <summary>Evidence that the excess of mismatches is below the margin: <c>Σ ¼·∏(1 + λ(δ − D))</c>.</summary>
    /// <param name="counts">The comparisons.</param>
    /// <param name="margin">δ, a share between 0 and 0.1.</param>
    public static double NotWorse(DifferenceCounts counts, double margin) => Capital(counts, margin, 1);

    /// <summary>Evidence that it is above: <c>Σ ¼·∏(1 + λ(D − δ))</c>.</summary>
    /// <param name="counts">The comparisons.</param>
    /// <param name="margin">δ, a share between 0 and 0.1.</param>
    public static double Worse(DifferenceCounts counts, double margin) => Capital(counts, margin, -1);

    /// <summary>How many comparisons without a mismatch it takes from nothing until <see cref="NotWorse"/> reaches a threshold.</summary>
    /// <param name="margin">δ.</param>
    /// <param name="threshold">The capital asked for.</param>
    public static long Least(double margin, double threshold)
    {
        long low = 0, high = 1;
        while (NotWorse(new(high, 0, 0), margin) < threshold) high *= 2;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (NotWorse(new(middle, 0, 0), margin) < threshold) low = middle;
            else high = middle;
        }

        return high;
    }

    // The product depends on how often each of the three outcomes came, not on when: a sum of logarithms, so that nothing overflows.
    private static double Capital(DifferenceCounts counts, double margin, int sign)
    {
        var sum = 0.0;
        foreach (var stake in Stakes)
        {
            var logarithm = (counts.Same * Math.Log(1 + (sign * stake * margin)))
                + (counts.ShadowOnly * Math.Log(1 + (sign * stake * (margin - 1))))
                + (counts.LiveOnly * Math.Log(1 + (sign * stake * (margin + 1))));
            sum += Math.Exp(Math.Min(logarithm, 600)) / Stakes.Length;
        }

        return sum;
    }
}
