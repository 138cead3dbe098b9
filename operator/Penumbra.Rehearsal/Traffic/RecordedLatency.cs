namespace Penumbra.Rehearsal.Traffic;

/// <summary>Latencies as a histogram recorded them; inside of a bucket they lie evenly.</summary>
/// <param name="bounds">The finite bounds, rising.</param>
/// <param name="atOrBelow">How many answers were at or below each bound.</param>
/// <param name="total">How many there were.</param>
/// <param name="unit">How many seconds the unit is.</param>
public sealed class RecordedLatency(IReadOnlyList<double> bounds, IReadOnlyList<double> atOrBelow, double total, double unit) : LatencyShape(bounds, unit)
{
    /// <inheritdoc/>
    protected override double Slower(double value)
    {
        if (value <= 0) return 1;
        if (total <= 0) return 0;
        double lower = 0, before = 0;
        for (var index = 0; index < Bounds.Count; index++)
        {
            if (value <= Bounds[index]) return 1 - (before + (atOrBelow[index] - before) * (value - lower) / (Bounds[index] - lower)) / total;
            (lower, before) = (Bounds[index], atOrBelow[index]);
        }

        return 1 - before / total;
    }
}
