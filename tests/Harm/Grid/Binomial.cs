namespace Penumbra.Harm.Grid;

/// <summary>Bounds of shares.</summary>
public static class Binomial
{
    /// <summary>The share at which so few of n, or fewer, have the given chance: by bisection on the exact tail.</summary>
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

    // P(X <= count), summed in logarithms.
    private static double Tail(int count, int n, double p)
    {
        if (p >= 1) return 0;
        var odds = Math.Log(p) - Math.Log(1 - p);
        var log = n * Math.Log(1 - p);
        double sum = Math.Exp(log);
        for (var k = 1; k <= count; k++)
        {
            log += odds + Math.Log((n - k + 1.0) / k);
            sum += Math.Exp(log);
        }

        return sum;
    }
}
