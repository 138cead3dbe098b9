namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// Fisher's noncentral hypergeometric distribution: of K bad events among n1 and n2 events, how many fall on the first group when its odds of being bad are ω times
/// those of the second. <c>P(k) ∝ C(n1, k)·C(n2, K − k)·ω^k</c> (Fisher 1935; McCullagh and Nelder, "Generalized Linear Models", section 7.3.2).
/// </summary>
public static class NoncentralHypergeometric
{
    /// <summary>
    /// The logarithm of <c>P(k; ω1) / P(k; ω0)</c>: <c>k·ln(ω1/ω0) − ln E</c> with E the mean of <c>(ω1/ω0)^k</c> under ω0, summed outwards from the mode, so that no
    /// term overflows and the work is some standard deviations of terms.
    /// </summary>
    /// <param name="first">n1.</param>
    /// <param name="second">n2.</param>
    /// <param name="bad">K, at most n1 + n2.</param>
    /// <param name="badOfFirst">k.</param>
    /// <param name="from">ω0.</param>
    /// <param name="to">ω1.</param>
    public static double LogRatio(long first, long second, long bad, long badOfFirst, double from, double to) =>
        (badOfFirst - Math.Max(0, bad - second)) * Math.Log(to / from) - (LogSum(first, second, bad, to) - LogSum(first, second, bad, from));

    // ln Σ C(n1, k)·C(n2, K − k)·ω^k over its term of the least k.
    private static double LogSum(long first, long second, long bad, double odds)
    {
        var least = Math.Max(0, bad - second);
        var most = Math.Min(first, bad);
        var mode = Mode(first, second, bad, odds, least, most);
        double sum = 1, term = 1;
        for (var k = mode; k < most && term > 1e-18; k++) sum += term *= Step(first, second, bad, k) * odds;
        term = 1;
        for (var k = mode; k > least && term > 1e-18; k--) sum += term /= Step(first, second, bad, k - 1) * odds;

        // Relative to the term of the least k.
        return Math.Log(sum) + (mode - least) * Math.Log(odds) + LogChoices(first, second, bad, least, mode);
    }

    // P(k + 1)/P(k) at odds 1.
    private static double Step(long first, long second, long bad, long k) => (double)(first - k) * (bad - k) / ((double)(k + 1) * (second - bad + k + 1));

    private static long Mode(long first, long second, long bad, double odds, long least, long most)
    {
        var (low, high) = (least, most);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (Step(first, second, bad, middle) * odds > 1) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static double LogChoices(long first, long second, long bad, long least, long k) =>
        LogChoose(first, k) + LogChoose(second, bad - k) - LogChoose(first, least) - LogChoose(second, bad - least);

    private static double LogChoose(long n, long k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    private static double LogFactorial(long n)
    {
        if (n < 2) return 0;
        if (n < 20)
        {
            double product = 1;
            for (var factor = 2; factor <= n; factor++) product *= factor;
            return Math.Log(product);
        }

        // Stirling's series (Abramowitz and Stegun 6.1.41): the next term is below 1e-9 from n = 20 on.
        double x = n;
        return (x + 0.5) * Math.Log(x) - x + 0.91893853320467274 + 1 / (12 * x) - 1 / (360 * x * x * x) + 1 / (1260 * x * x * x * x * x);
    }
}
