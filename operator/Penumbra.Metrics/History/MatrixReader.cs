using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Penumbra.Metrics.Pods;

namespace Penumbra.Metrics.History;

/// <summary>Reads series as Prometheus answers a range query: <c>{"metric": {…}, "values": [[seconds, "value"], …]}</c> (https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries).</summary>
public static class MatrixReader
{
    /// <summary>The series of a list of results; null when it is not one.</summary>
    public static IReadOnlyList<RecordedSeries>? Series(JsonElement results)
    {
        if (results.ValueKind != JsonValueKind.Array) return null;
        var series = new List<RecordedSeries>();
        foreach (var result in results.EnumerateArray())
        {
            if (One(result) is not { } one) return null;
            series.Add(one);
        }

        return series;
    }

    /// <summary>The series of a whole answer; null when it is no successful answer to a range query.</summary>
    public static IReadOnlyList<RecordedSeries>? Answer(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String && status.ValueEquals("success"u8)
        && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("resultType", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("matrix"u8) && data.TryGetProperty("result", out var result)
            ? Series(result)
            : null;

    private static RecordedSeries? One(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("metric", out var metric) || metric.ValueKind != JsonValueKind.Object) return null;
        if (!result.TryGetProperty("values", out var values) || values.ValueKind != JsonValueKind.Array) return null;
        var name = "";
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var label in metric.EnumerateObject())
        {
            if (label.Value.ValueKind != JsonValueKind.String) return null;
            if (label.NameEquals("__name__"u8)) name = label.Value.GetString()!;
            else labels[label.Name] = label.Value.GetString()!;
        }

        var samples = new List<RecordedSample>(values.GetArrayLength());
        foreach (var pair in values.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[0].ValueKind != JsonValueKind.Number || !TryValue(pair[1], out var value)) return null;
            if (!pair[0].TryGetDouble(out var seconds) || Math.Abs(seconds) > 1e11) return null;
            if (double.IsFinite(value) && value >= 0) samples.Add(new RecordedSample(DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000)), value));
        }

        return new RecordedSeries(name, labels.ToImmutable(), [.. samples.OrderBy(sample => sample.At)]);
    }

    // A string, because JSON has no NaN; people write numbers.
    private static bool TryValue(JsonElement element, out double value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number ? element.TryGetDouble(out value) : element.ValueKind == JsonValueKind.String && Exposition.TryNumber(Encoding.UTF8.GetBytes(element.GetString()!), out value);
    }
}
