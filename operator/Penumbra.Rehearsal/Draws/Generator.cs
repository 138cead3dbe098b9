namespace Penumbra.Rehearsal.Draws;

/// <summary>Random numbers that a seed repeats on every machine: xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64.</summary>
public sealed class Generator
{
    private ulong _a, _b, _c, _d;

    /// <summary>Begins with a seed.</summary>
    public Generator(ulong seed)
    {
        _a = Mix(ref seed);
        _b = Mix(ref seed);
        _c = Mix(ref seed);
        _d = Mix(ref seed);
    }

    /// <summary>Over 0 and below 1.</summary>
    public double Uniform() => ((Next() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>Requests that arrive: Poisson by inversion, from 60 on by the rounded normal, which is as good for the number of requests.</summary>
    /// <param name="mean">How many are expected.</param>
    public long Arrivals(double mean)
    {
        if (mean <= 0) return 0;
        if (mean > 60) return Math.Max(0, (long)Math.Round(mean + Math.Sqrt(mean) * Normal()));
        var product = Math.Exp(-mean);
        var sum = product;
        var u = Uniform();
        long k = 0;
        while (u > sum && k < 1000)
        {
            k++;
            product *= mean / k;
            sum += product;
        }

        return k;
    }

    /// <summary>How many of n have a property of a share: binomial, by inversion where few are expected, else by the rejection BTRS (Hörmann 1993). Exact.</summary>
    /// <param name="n">How many there are.</param>
    /// <param name="share">The chance of each, between 0 and 1.</param>
    public long Of(long n, double share)
    {
        if (n <= 0 || share <= 0) return 0;
        if (share >= 1) return n;
        if (share > 0.5) return n - Of(n, 1 - share);
        return n * share < 10 ? Inversion(n, share) : Rejection(n, share);
    }

    /// <summary>A standard normal number, by Marsaglia's polar method.</summary>
    public double Normal()
    {
        while (true)
        {
            var x = 2 * Uniform() - 1;
            var y = 2 * Uniform() - 1;
            var s = x * x + y * y;
            if (s is > 0 and < 1) return x * Math.Sqrt(-2 * Math.Log(s) / s);
        }
    }

    private long Inversion(long n, double p)
    {
        var odds = p / (1 - p);
        var term = Math.Exp(n * Math.Log(1 - p));
        var u = Uniform();
        long k = 0;
        while (u > term && k < n)
        {
            u -= term;
            k++;
            term *= odds * (n - k + 1) / k;
            if (term < 1e-300) break;
        }

        return k;
    }

    private long Rejection(long n, double p)
    {
        var deviation = Math.Sqrt(n * p * (1 - p));
        var b = 1.15 + 2.53 * deviation;
        var a = -0.0873 + 0.0248 * b + 0.01 * p;
        var c = n * p + 0.5;
        var alpha = (2.83 + 5.1 / b) * deviation;
        var vr = 0.92 - 4.2 / b;
        var odds = p / (1 - p);
        var mode = (long)Math.Floor((n + 1) * p);
        while (true)
        {
            var u = Uniform() - 0.5;
            var v = Uniform();
            var us = 0.5 - Math.Abs(u);
            var k = (long)Math.Floor((2 * a / us + b) * u + c);
            if (us >= 0.07 && v <= vr) return k;
            if (k < 0 || k > n) continue;
            v = Math.Log(v * alpha / (a / (us * us) + b));
            if (v <= (mode - k) * -Math.Log(odds) + LogFactorial(mode) + LogFactorial(n - mode) - LogFactorial(k) - LogFactorial(n - k)) return k;
        }
    }

    private static double LogFactorial(long n)
    {
        if (n < 10)
        {
            double product = 1;
            for (var i = 2; i <= n; i++) product *= i;
            return Math.Log(product);
        }

        double x = n;
        return (x + 0.5) * Math.Log(x) - x + 0.91893853320467274 + 1 / (12 * x) - 1 / (360 * x * x * x) + 1 / (1260 * x * x * x * x * x);
    }

    private ulong Next()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    private static ulong Mix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
