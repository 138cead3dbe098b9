namespace Penumbra.Rehearsal.Traffic;

/// <summary>Latencies of a service that nobody recorded: lognormal, as most are.</summary>
public sealed class LognormalLatency : LatencyShape
{
    private readonly double _median;
    private readonly double _sigma;

    /// <summary>Makes a shape from two of its quantiles.</summary>
    /// <param name="median">The median, in the histogram's unit.</param>
    /// <param name="value">Another value, above the median.</param>
    /// <param name="above">The share of answers above it, under a half.</param>
    /// <param name="bounds">The bounds of the buckets.</param>
    /// <param name="unit">How many seconds the unit is.</param>
    public LognormalLatency(double median, double value, double above, IReadOnlyList<double> bounds, double unit)
        : base(bounds, unit)
    {
        _median = median;
        _sigma = Math.Log(value / median) / Deviations(above);
    }

    /// <inheritdoc/>
    protected override double Slower(double value) => value <= 0 ? 1 : Tail(Math.Log(value / _median) / _sigma);

    // The share of a normal distribution above so many deviations: erfc by Chebyshev's polynomials (Press et al.), good to 1e-7 of itself.
    private static double Tail(double deviations)
    {
        var z = Math.Abs(deviations) / Math.Sqrt(2);
        var t = 1 / (1 + 0.5 * z);
        var erfc = t * Math.Exp(-z * z - 1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807
            + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))))));
        return deviations >= 0 ? erfc / 2 : 1 - erfc / 2;
    }

    private static double Deviations(double above)
    {
        double low = 0, high = 12;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            if (Tail(middle) > above) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }
}
