using System.Globalization;

namespace Penumbra.Bench.Reports;

/// <summary>Numbers as the tables show them.</summary>
public static class Numbers
{
    public static string Of(double value, string format = "0.##") => value.ToString(format, CultureInfo.InvariantCulture);

    public static string Milliseconds(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";

    /// <summary>The value below which so large a share lies; the list is sorted.</summary>
    public static double Quantile(IReadOnlyList<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
}
