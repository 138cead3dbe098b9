using System.Text;
using System.Text.Json;
using Penumbra.Metrics.Pods;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Prometheus;

/// <summary>
/// Reads the answer to an instant query (https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries). Strict: what is not
/// exactly such an answer is malformed, and nothing of it is kept.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Samples">The values; empty unless it is an answer.</param>
internal sealed record QueryAnswer(AnswerKind Kind, IReadOnlyList<AnswerSample> Samples)
{
    private const int Deepest = 16;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Deepest, AllowDuplicateProperties = false };
    private static readonly QueryAnswer Malformed = new(AnswerKind.Malformed, []);

    /// <summary>Reads a body; never throws.</summary>
    public static QueryAnswer Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return Malformed;
        }
    }

    private static QueryAnswer Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("status", out var status)) return Malformed;
        if (status.ValueEquals("error"u8)) return new QueryAnswer(AnswerKind.Error, []);
        if (!status.ValueEquals("success"u8) || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object) return Malformed;
        if (!data.TryGetProperty("resultType", out var type) || !data.TryGetProperty("result", out var result) || result.ValueKind != JsonValueKind.Array) return Malformed;

        if (type.ValueEquals("scalar"u8)) return TryValue(result, out var scalar) ? new QueryAnswer(AnswerKind.Values, [new AnswerSample("", LabelSet.Empty, "", scalar)]) : Malformed;
        if (!type.ValueEquals("vector"u8)) return Malformed;

        var samples = new List<AnswerSample>(result.GetArrayLength());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in result.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("metric", out var metric) || metric.ValueKind != JsonValueKind.Object) return Malformed;
            if (!element.TryGetProperty("value", out var pair) || pair.ValueKind != JsonValueKind.Array || !TryValue(pair, out var value)) return Malformed;
            if (Sample(metric, value) is not { } sample || !seen.Add($"{sample.Tag}|{sample.Labels.Canonical(sample.Name)}")) return Malformed;
            samples.Add(sample);
        }

        return new QueryAnswer(AnswerKind.Values, samples);
    }

    private static AnswerSample? Sample(JsonElement metric, double value)
    {
        string name = "", tag = "";
        var labels = new List<KeyValuePair<string, string>>();
        foreach (var property in metric.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String) return null;
            var text = property.Value.GetString()!;
            switch (property.Name)
            {
                case "__name__": name = text; break;
                case PlannedQuery.TagLabel: tag = text; break;
                default: labels.Add(new(property.Name, text)); break;
            }
        }

        return LabelSet.Create(labels) is { } set ? new AnswerSample(name, set, tag, value) : null;
    }

    // [seconds, "value"]: the value is a string, because JSON has no NaN.
    private static bool TryValue(JsonElement pair, out double value)
    {
        value = 0;
        return pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.Number && pair[1].ValueKind == JsonValueKind.String
            && Exposition.TryNumber(Encoding.UTF8.GetBytes(pair[1].GetString()!), out value);
    }
}
