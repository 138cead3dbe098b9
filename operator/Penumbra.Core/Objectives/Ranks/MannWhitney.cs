namespace Penumbra.Core.Objectives.Ranks;

/// <summary>
/// The comparison of two samples by ranks (Mann and Whitney 1947) with the interval of the shift (Hodges and Lehmann 1963; Bauer 1972). It is shown to people and decides nothing: looked at
/// again and again it would find something. Nothing is drawn at random, ties keep their middle rank, small samples are counted out, and another unit of the values only changes the unit of the answer.
/// </summary>
public static class MannWhitney
{
    /// <summary>Up to so many values of both samples together the distributions are counted out.</summary>
    public const int LargestExact = 40;

    /// <summary>Compares two samples.</summary>
    /// <param name="first">The candidate's values.</param>
    /// <param name="second">Stable's values.</param>
    /// <param name="confidence">The interval's confidence, such as 0.98.</param>
    /// <returns>Null when there are too few values for that confidence: 5 and 5 reach 0.99, 3 and 3 only 0.9.</returns>
    public static RankInterval? Interval(IReadOnlyList<double> first, IReadOnlyList<double> second, double confidence = 0.98)
    {
        var (n, m) = (first.Count, second.Count);
        if (n == 0 || m == 0 || first.Concat(second).Any(value => !double.IsFinite(value))) return null;
        var isExact = n + m <= LargestExact;
        var outside = isExact ? ExactCut(n, m, (1 - confidence) / 2) : NormalCut(n, m, (1 - confidence) / 2);
        if (outside < 1) return null;

        var differences = first.SelectMany(_ => second, (one, other) => one - other).Order().ToArray();
        var (below, above) = (differences[(differences.Length - 1) / 2], differences[differences.Length / 2]);
        var doubled = DoubledRanks(first, second);
        var superiority = differences.Sum(difference => difference > 0 ? 1 : difference < 0 ? 0 : 0.5) / differences.Length;
        return new RankInterval(
            (below + above) / 2, differences[outside - 1], differences[^outside], isExact ? ExactChance(doubled, n) : NormalChance(doubled, n), superiority, first.Average() / second.Average(), isExact);
    }

    // How many differences lie outside the interval at each end: the largest c with P(U <= c − 1) at most the given chance.
    private static int ExactCut(int n, int m, double chance)
    {
        var ways = Ways(n, m);
        var total = ways.Sum();
        double sum = 0;
        var cut = 0;
        while (cut < ways.Length && (sum += ways[cut]) <= chance * total * (1 + 1e-12)) cut++;
        return cut;
    }

    // How many of the orders of n and m values have each U, by the recurrence of Mann and Whitney: the Gaussian binomial coefficient.
    private static double[] Ways(int n, int m)
    {
        var ways = new double[n * m + 1];
        ways[0] = 1;
        for (var factor = 1; factor <= n; factor++)
        {
            for (var u = ways.Length - 1; u >= m + factor; u--) ways[u] -= ways[u - m - factor];
            for (var u = factor; u < ways.Length; u++) ways[u] += ways[u - factor];
        }

        return ways;
    }

    private static int NormalCut(int n, int m, double chance) =>
        (int)Math.Floor((double)n * m / 2 + 0.5 - Quantile(1 - chance) * Math.Sqrt((double)n * m * (n + m + 1) / 12));

    // Twice the rank of each value among all, so that the middle ranks of ties are whole: the first sample's stand first.
    private static int[] DoubledRanks(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        var all = first.Concat(second).ToArray();
        return [.. all.Select(value => 2 * all.Count(other => other < value) + all.Count(other => other.Equals(value)) + 1)];
    }

    // The permutation test given the ties: over all choices of n of the ranks, how many sums lie as far from their mean.
    private static double ExactChance(int[] doubled, int n)
    {
        var ways = new double[n + 1, doubled.Sum() + 1];
        ways[0, 0] = 1;
        var reached = 0;
        foreach (var rank in doubled)
        {
            reached += rank;
            for (var taken = n - 1; taken >= 0; taken--)
            {
                for (var sum = reached - rank; sum >= 0; sum--) ways[taken + 1, sum + rank] += ways[taken, sum];
            }
        }

        double all = 0, far = 0;
        var mean = (double)n * doubled.Sum() / doubled.Length;
        var distance = Math.Abs(doubled.Take(n).Sum() - mean);
        for (var sum = 0; sum <= reached; sum++)
        {
            all += ways[n, sum];
            if (Math.Abs(sum - mean) >= distance - 1e-9) far += ways[n, sum];
        }

        return far / all;
    }

    // The normal approximation with the correction for ties, and for continuity.
    private static double NormalChance(int[] doubled, int n)
    {
        var all = doubled.Length;
        var m = all - n;
        var u = doubled.Take(n).Sum() / 2.0 - n * (n + 1) / 2.0;
        var ties = doubled.GroupBy(rank => rank).Sum(group => Math.Pow(group.Count(), 3) - group.Count());
        var variance = (double)n * m / 12 * (all + 1 - ties / ((double)all * (all - 1)));
        if (variance <= 0) return 1;
        var z = Math.Max(0, Math.Abs(u - (double)n * m / 2) - 0.5) / Math.Sqrt(variance);
        return 2 * (1 - MathNet.Numerics.Distributions.Normal.CDF(0, 1, z));
    }

    private static double Quantile(double share) => MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, share);
}
