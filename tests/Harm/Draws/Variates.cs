using Penumbra.Rehearsal.Draws;

namespace Penumbra.Harm.Draws;

/// <summary>What the noises of the benchmark are drawn from, beside what a rehearsal draws.</summary>
public static class Variates
{
    /// <summary>An exponential waiting time.</summary>
    public static double Exponential(this Generator draw, double mean) => -mean * Math.Log(draw.Uniform());

    /// <summary>A gamma variate of scale 1 (Marsaglia and Tsang 2000); below <paramref name="negligible"/> 0.</summary>
    public static double Gamma(this Generator draw, double shape, double negligible)
    {
        if (shape < 1)
        {
            var boost = Math.Log(draw.Uniform()) / shape;
            if (boost < Math.Log(negligible) - 5) return 0;
            return draw.Gamma(shape + 1, 0) * Math.Exp(boost);
        }

        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = draw.Normal();
            var v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(draw.Uniform()) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return d * v;
        }
    }
}
