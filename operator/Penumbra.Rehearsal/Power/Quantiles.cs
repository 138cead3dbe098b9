namespace Penumbra.Rehearsal.Power;

/// <summary>Median and 95th percentile of what was rehearsed, by the nearest rank; null without any.</summary>
/// <param name="Median">Half of them are not above it.</param>
/// <param name="P95">95 % of them are not above it.</param>
public sealed record Quantiles(double Median, double P95)
{
    /// <summary>Those of some values.</summary>
    public static Quantiles? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : new Quantiles(At(sorted, 0.5), At(sorted, 0.95));
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
}
