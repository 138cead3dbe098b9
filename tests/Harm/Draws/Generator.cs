namespace Penumbra.Harm.Draws;

/// <summary>Random numbers of the benchmark's own, so that a seed gives the same figures on every machine: xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64.</summary>
public sealed class Generator
{
    private ulong _a, _b, _c, _d;

    public Generator(ulong seed) => Seed(seed);

    /// <summary>Begins anew.</summary>
    public void Seed(ulong seed)
    {
        _a = Mix(ref seed);
        _b = Mix(ref seed);
        _c = Mix(ref seed);
        _d = Mix(ref seed);
    }

    /// <summary>Over 0 and below 1.</summary>
    public double Uniform() => ((Next() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>An exponential waiting time.</summary>
    public double Exponential(double mean) => -mean * Math.Log(Uniform());

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

    /// <summary>Requests that arrive: Poisson by inversion, from 60 on by the rounded normal, which is as good for the number of requests.</summary>
    public long Arrivals(double mean)
    {
        if (mean <= 0) return 0;
        if (mean > 60) return Math.Max(0, (long)Math.Round(mean + Math.Sqrt(mean) * Normal()));
        var limit = Math.Exp(-mean);
        var product = limit;
        var sum = limit;
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

    /// <summary>Failures among n requests: binomial, by inversion where few are expected, else by the rejection BTRS (Hörmann 1993). Exact.</summary>
    public long Failures(long n, double p)
    {
        if (n <= 0 || p <= 0) return 0;
        if (p >= 1) return n;
        if (p > 0.5) return n - Failures(n, 1 - p);
        return n * p < 10 ? Inversion(n, p) : Rejection(n, p);
    }

    /// <summary>A gamma variate of scale 1 (Marsaglia and Tsang 2000); below <paramref name="negligible"/> 0.</summary>
    public double Gamma(double shape, double negligible)
    {
        if (shape < 1)
        {
            var boost = Math.Log(Uniform()) / shape;
            if (boost < Math.Log(negligible) - 5) return 0;
            return Gamma(shape + 1, 0) * Math.Exp(boost);
        }

        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(Uniform()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return d * v;
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
        var sd = Math.Sqrt(n * p * (1 - p));
        var b = 1.15 + 2.53 * sd;
        var a = -0.0873 + 0.0248 * b + 0.01 * p;
        var c = n * p + 0.5;
        var alpha = (2.83 + 5.1 / b) * sd;
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
            var bound = (mode - k) * -Math.Log(odds) + LogFactorial(mode) + LogFactorial(n - mode) - LogFactorial(k) - LogFactorial(n - k);
            if (v <= bound) return k;
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
