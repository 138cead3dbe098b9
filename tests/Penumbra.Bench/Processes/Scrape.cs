using System.Globalization;

namespace Penumbra.Bench.Processes;

/// <summary>One answer of the operator's /metrics.</summary>
/// <param name="text">The answer.</param>
public sealed class Scrape(string text)
{
    private readonly string[] _lines = text.Split('\n');

    /// <summary>How long the answer is.</summary>
    public int Length => text.Length;

    /// <summary>The sum of all series of a name whose labels contain a text.</summary>
    public double Sum(string name, string label = "") => Series(name, label).Sum(series => series.Value);

    /// <summary>A histogram's cumulative buckets, all series together.</summary>
    public SortedDictionary<double, double> Buckets(string name)
    {
        var buckets = new SortedDictionary<double, double>();
        foreach (var (labels, value) in Series(name + "_bucket", ""))
        {
            var from = labels.IndexOf("le=\"", StringComparison.Ordinal) + 4;
            var bound = labels[from..labels.IndexOf('"', from)];
            var le = bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);
            buckets[le] = buckets.GetValueOrDefault(le) + value;
        }

        return buckets;
    }

    /// <summary>The bound of the bucket that holds a quantile of what came between two scrapes.</summary>
    public static double QuantileBound(SortedDictionary<double, double> before, SortedDictionary<double, double> after, double share)
    {
        var grown = after.Select(bucket => (bucket.Key, Count: bucket.Value - before.GetValueOrDefault(bucket.Key))).ToList();
        var total = grown.Count == 0 ? 0 : grown[^1].Count;
        return total == 0 ? double.NaN : grown.First(bucket => bucket.Count >= share * total).Key;
    }

    private IEnumerable<(string Labels, double Value)> Series(string name, string label)
    {
        foreach (var line in _lines)
        {
            if (!line.StartsWith(name, StringComparison.Ordinal) || line.Length == name.Length || line[name.Length] is not ('{' or ' ')) continue;
            var end = line.LastIndexOf(' ');
            var labels = line[name.Length..end];
            if (labels.Contains(label, StringComparison.Ordinal)) yield return (labels, double.Parse(line.AsSpan(end + 1), CultureInfo.InvariantCulture));
        }
    }
}
