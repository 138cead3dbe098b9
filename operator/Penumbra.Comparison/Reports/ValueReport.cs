using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Penumbra.Comparison.Differing;
using Penumbra.Comparison.Values;

namespace Penumbra.Comparison.Reports;

/// <summary>The values that are kept, for those who may read them: a page, and the same for programs.</summary>
internal static class ValueReport
{
    public static string Json(string shadow, IReadOnlyList<FieldSamples> fields, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("name", shadow);
            json.WriteString("at", now);
            json.WriteStartArray("differences");
            foreach (var field in fields)
            {
                json.WriteStartObject();
                json.WriteString("endpoint", field.Endpoint);
                json.WriteString("field", field.Difference.Field);
                json.WriteString("kind", field.Difference.Kind.ToString());
                json.WriteStartArray("values");
                foreach (var sample in field.Samples)
                {
                    json.WriteStartObject();
                    json.WriteString("at", sample.At);
                    json.WriteString("until", sample.At + ValueStore.Kept);
                    Side(json, "live", sample.Values.Live);
                    Side(json, "shadow", sample.Values.Shadow);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static string Page(string shadow, IReadOnlyList<FieldSamples> fields, DateTimeOffset now)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{Text(shadow)}: values</title>\n<style>\n{HtmlReport.Style}\n</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(shadow)}: values that differ</h1>\n<p class=\"faint\">now {HtmlReport.Time(now)}; of the fields in compare.values.allow, each for at most {ValueStore.Kept.TotalDays:0} days, in the server's memory alone</p>\n");
        page.Append("<div class=\"scroll\"><table>\n<tr><th>endpoint</th><th class=\"left\">field</th><th class=\"left\">kind</th><th class=\"left\">live</th><th class=\"left\">shadow</th><th>seen</th></tr>\n");
        foreach (var field in fields)
        {
            foreach (var sample in field.Samples)
                page.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{Text(field.Endpoint)}</code></td><td class=\"left\"><code>{Text(field.Difference.Field)}</code></td><td class=\"left\">{field.Difference.Kind}</td><td class=\"left\">{Words(sample.Values.Live)}</td><td class=\"left\">{Words(sample.Values.Shadow)}</td><td>{HtmlReport.Time(sample.At)}</td></tr>\n");
        }

        page.Append("</table></div>\n</body></html>\n");
        return page.ToString();
    }

    private static void Side(Utf8JsonWriter json, string name, FieldValue? value)
    {
        if (value is null) return;
        json.WriteStartObject(name);
        json.WriteString("type", value.Type);
        if (value.Text is { } text) json.WriteString("value", text);
        if (value.IsCut) json.WriteBoolean("cut", true);
        json.WriteEndObject();
    }

    private static string Words(FieldValue? value) => value switch
    {
        null => "nothing",
        { Text: null } => value.Type,
        _ => $"<code>{Text(value.Text)}</code>{(value.IsCut ? " …" : "")}",
    };

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
