using MathNet.Numerics;

namespace Penumbra.Harm.Grid;

/// <summary>Bounds of shares, exact: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", 1934.</summary>
public static class Binomial
{
    /// <summary>The share at which so few of n, or fewer, have the given chance.</summary>
    public static double UpperBound(int count, int n, double chance)
    {
        if (count >= n) return 1;
        double low = (double)count / n, high = 1;
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (Tail(count, n, middle) > chance) low = middle;
            else high = middle;
        }

        return high;
    }

    /// <summary>The share at which so many of n, or more, have the given chance.</summary>
    public static double LowerBound(int count, int n, double chance) => 1 - UpperBound(n - count, n, chance);

    // P(X <= count), from its largest term down: above count/n the terms only fall.
    private static double Tail(int count, int n, double p)
    {
        if (p >= 1) return 0;
        var odds = (1 - p) / p;
        var term = Math.Exp(SpecialFunctions.BinomialLn(n, count) + (count * Math.Log(p)) + ((n - count) * Math.Log(1 - p)));
        var sum = term;
        for (var k = count; k > 0 && term > 1e-17 * sum; k--)
        {
            term *= odds * k / (n - k + 1);
            sum += term;
        }

        return sum;
    }
}
