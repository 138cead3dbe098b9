using System.Buffers;
using System.Text;
using System.Text.Json;
using Penumbra.Comparison.Differing;
using Penumbra.Comparison.Serving;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Reports;

/// <summary>The report for programs.</summary>
public static class JsonReport
{
    /// <summary>Writes it.</summary>
    public static string Write(ComparisonSnapshot snapshot)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            var judgement = snapshot.Judgement;
            json.WriteStartObject();
            json.WriteString("name", snapshot.Config.Name);
            json.WriteString("subject", snapshot.Evidence.Subject);
            json.WriteString("since", snapshot.Evidence.Since);
            json.WriteString("at", snapshot.At);
            json.WriteString("verdict", judgement.Verdict.ToString());
            json.WriteString("why", judgement.Why.ToString());
            json.WriteString("message", judgement.Message);
            if (judgement.ExpectedAt is { } expected) json.WriteString("expectedAt", expected);
            json.WriteBoolean("mirrorLoop", snapshot.IsLooping);
            json.WriteNumber("seen", snapshot.Seen);
            json.WriteNumber("compared", snapshot.Compared);
            json.WriteNumber("askedLive", snapshot.AskedLive);
            if (snapshot.Replay != ReplayProgress.None)
            {
                json.WriteStartObject("replay");
                json.WriteNumber("replayed", snapshot.Replay.Replayed);
                if (snapshot.Replay.Total is { } total) json.WriteNumber("total", total);
                json.WriteBoolean("finished", snapshot.Replay.IsFinished);
                json.WriteEndObject();
            }

            json.WriteStartObject("notCompared");
            foreach (var reason in Enum.GetValues<NotCompared>()) json.WriteNumber(reason.ToString(), snapshot.Evidence.NotCompared.GetValueOrDefault(reason));
            json.WriteEndObject();
            json.WriteStartObject("evidence");
            Number(json, "notWorse", judgement.NotWorse);
            Number(json, "worse", judgement.Worse);
            Number(json, "needed", judgement.Needed);
            Number(json, "neededForWorse", judgement.NeededForWorse);
            json.WriteEndObject();
            Ratio(json, "p50", judgement.Median);
            Ratio(json, "p99", judgement.Tail);
            Endpoints(json, snapshot);
            Differences(json, snapshot);
            json.WriteStartArray("noisy");
            foreach (var (endpoint, field) in snapshot.Evidence.Endpoints.SelectMany(entry => entry.Value.NoisyFields().Select(field => (entry.Key, field))))
            {
                json.WriteStartObject();
                json.WriteString("endpoint", endpoint);
                json.WriteString("field", field);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Endpoints(Utf8JsonWriter json, ComparisonSnapshot snapshot)
    {
        json.WriteStartArray("endpoints");
        foreach (var (endpoint, found) in snapshot.Evidence.Endpoints)
        {
            var counts = found.Counts();
            json.WriteStartObject();
            json.WriteString("endpoint", endpoint);
            json.WriteNumber("compared", counts.Compared);
            json.WriteNumber("mismatched", counts.ShadowOnly);
            json.WriteNumber("noisePairs", found.NoisePairs);
            json.WriteStartObject("liveAnswers");
            foreach (var (answer, count) in found.Answers.Counts) json.WriteNumber(answer.ToString(), count);
            json.WriteEndObject();
            if (snapshot.Judgement.Endpoints.FirstOrDefault(judged => judged.Endpoint == endpoint) is { } judgement)
            {
                json.WriteString("verdict", judgement.Verdict.ToString());
                json.WriteString("why", judgement.Why.ToString());
                Number(json, "notWorse", judgement.NotWorse);
                Number(json, "worse", judgement.Worse);
                Ratio(json, "p50", judgement.Median);
                Ratio(json, "p99", judgement.Tail);
            }
            else
            {
                json.WriteString("judgedWith", VerdictJudge.Rest);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Differences(Utf8JsonWriter json, ComparisonSnapshot snapshot)
    {
        json.WriteStartArray("differences");
        foreach (var (endpoint, found) in snapshot.Evidence.Endpoints)
        {
            foreach (var (difference, count) in found.Differences())
            {
                json.WriteStartObject();
                json.WriteString("endpoint", endpoint);
                json.WriteString("field", difference.Field);
                json.WriteString("kind", difference.Kind.ToString());
                json.WriteNumber("count", count);
                json.WriteStartArray("shapes");
                foreach (var shape in Shapes(snapshot, endpoint, difference)) Write(json, shape);
                json.WriteEndArray();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    /// <summary>The kept shapes of a difference.</summary>
    internal static IEnumerable<Shape> Shapes(ComparisonSnapshot snapshot, string endpoint, Difference difference) =>
        snapshot.Shapes.TryGetValue(endpoint, out var fields) && fields.TryGetValue(difference, out var shapes) ? shapes : [];

    private static void Write(Utf8JsonWriter json, Shape shape)
    {
        json.WriteStartObject();
        Side(json, "live", shape.Live, shape.LiveLength);
        Side(json, "shadow", shape.Shadow, shape.ShadowLength);
        json.WriteBoolean("equalAfterTrim", shape.EqualAfterTrim);
        json.WriteEndObject();
    }

    private static void Side(Utf8JsonWriter json, string name, string? type, int? length)
    {
        if (type is null) return;
        json.WriteStartObject(name);
        json.WriteString("type", type);
        if (length is { } some) json.WriteNumber("length", some);
        json.WriteEndObject();
    }

    private static void Ratio(Utf8JsonWriter json, string name, LatencyRatio? ratio)
    {
        if (ratio is not { } known) return;
        json.WriteStartObject(name);
        Number(json, "ratio", known.Ratio);
        Number(json, "low", known.Low);
        Number(json, "high", known.High);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, Math.Abs(value) < 1e12 ? Math.Round(value, 4) : value);
        else json.WriteNull(name);
    }
}
