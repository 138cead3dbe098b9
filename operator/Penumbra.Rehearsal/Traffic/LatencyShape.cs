namespace Penumbra.Rehearsal.Traffic;

/// <summary>How long answers take: which share of them is above each bucket's bound.</summary>
public abstract class LatencyShape
{
    private Shifted _last = new(double.NaN, []);

    /// <summary>Makes a shape.</summary>
    /// <param name="bounds">The finite bounds, rising, in the histogram's unit.</param>
    /// <param name="unit">How many seconds the histogram's unit is.</param>
    protected LatencyShape(IReadOnlyList<double> bounds, double unit)
    {
        Bounds = bounds;
        Unit = unit;
    }

    /// <summary>The finite bounds of the buckets, rising, in the histogram's unit.</summary>
    public IReadOnlyList<double> Bounds { get; }

    /// <summary>How many seconds the histogram's unit is.</summary>
    public double Unit { get; }

    /// <summary>The share of answers above each bound when all of them come later.</summary>
    /// <param name="delay">By how much, in seconds.</param>
    public IReadOnlyList<double> Above(double delay)
    {
        var last = _last;
        if (!delay.Equals(last.Delay)) _last = last = new Shifted(delay, [.. Bounds.Select(bound => Slower(bound, delay))]);
        return last.Above;
    }

    /// <summary>The share of answers above a value, between 0 and 1, when all of them come later.</summary>
    /// <param name="value">The value, in the histogram's unit.</param>
    /// <param name="delay">By how much, in seconds.</param>
    public double Slower(double value, double delay) => Math.Clamp(Slower(value - delay / Unit), 0, 1);

    /// <summary>The bound of the first bucket that holds a quantile when nothing comes later; null where it lies above all of them.</summary>
    public double? BucketOf(double quantile)
    {
        foreach (var bound in Bounds)
        {
            if (Slower(bound, 0) <= 1 - quantile) return bound;
        }

        return null;
    }

    /// <summary>The share of answers above a value.</summary>
    protected abstract double Slower(double value);

    /// <summary>How many seconds the unit of a histogram of that name is: its name says so, by Prometheus' conventions.</summary>
    public static double UnitOf(string name) => name.Contains("millisecond", StringComparison.Ordinal) || name.EndsWith("_ms", StringComparison.Ordinal) ? 0.001 : 1;

    // Put in place at once: runs on several threads read it.
    private sealed record Shifted(double Delay, double[] Above);
}
