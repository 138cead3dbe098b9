using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Evidence;

/// <summary>Writes evidence as JSON. Fields and kinds are named once, in tables; a difference is a number: its field's place times 16, and its kind's.</summary>
internal static class EvidenceWriter
{
    /// <summary>The version of the form.</summary>
    public const int Version = 1;

    /// <summary>How many kinds of differences there may be.</summary>
    public const int Kinds = 16;

    public static void Write(IBufferWriter<byte> to, EvidenceExport export)
    {
        var evidence = export.Evidence;
        var fields = evidence.Endpoints.Values.SelectMany(Differences).Select(difference => difference.Field).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select((field, index) => (field, index)).ToDictionary(pair => pair.field, pair => pair.index, StringComparer.Ordinal);
        using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("subject", evidence.Subject);
        json.WriteString("since", evidence.Since);
        json.WriteNumber("slice", evidence.Slice.Ticks);
        json.WriteNumber("outageMinute", evidence.Outages.Minute);
        Outages(json, evidence.Outages);
        json.WriteNumber("downFor", export.Health.DownFor.Ticks);
        json.WriteNumber("downInAll", export.Health.DownInAll.Ticks);
        json.WriteNumber("seen", export.Seen);
        json.WriteNumber("askedLive", export.AskedLive);
        json.WriteNumber("askedShadow", export.AskedShadow);
        json.WriteString("instance", export.Instance);
        json.WriteBoolean("isLooping", export.IsLooping);
        if (export.LoopedAgo is { } ago) json.WriteNumber("loopedAgo", ago.Ticks);
        if (export.Replay != ReplayProgress.None) Replay(json, export.Replay);
        json.WriteStartArray("kinds");
        foreach (var kind in Enum.GetNames<DifferenceKind>()) json.WriteStringValue(kind);
        json.WriteEndArray();
        json.WriteStartArray("fields");
        foreach (var field in fields.OrderBy(pair => pair.Value)) json.WriteStringValue(field.Key);
        json.WriteEndArray();
        json.WriteStartObject("notCompared");
        foreach (var (reason, count) in evidence.NotCompared) json.WriteNumber(reason.ToString(), count);
        json.WriteEndObject();
        json.WriteStartArray("endpoints");
        foreach (var (name, endpoint) in evidence.Endpoints) Endpoint(json, name, endpoint, fields);
        json.WriteEndArray();
        json.WriteStartArray("latency");
        foreach (var (name, pairs) in evidence.Latency) Latency(json, name, pairs);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Outages(Utf8JsonWriter json, Outages outages)
    {
        json.WriteStartObject("outage");
        json.WriteNumber("depth", outages.Depth);
        if (outages.Since is { } since) json.WriteString("since", since);
        json.WriteNumber("passedMinute", outages.PassedMinute);
        json.WriteNumber("passedMinutes", outages.PassedMinutes);
        json.WriteEndObject();
    }

    private static void Replay(Utf8JsonWriter json, ReplayProgress replay)
    {
        json.WriteStartObject("replay");
        json.WriteNumber("replayed", replay.Replayed);
        if (replay.Total is { } total) json.WriteNumber("total", total);
        json.WriteBoolean("finished", replay.IsFinished);
        if (replay.Recording is { } recording) json.WriteString("recording", recording);
        if (replay.IsChanged) json.WriteBoolean("changed", true);
        json.WriteEndObject();
    }

    private static IEnumerable<Difference> Differences(EndpointEvidence endpoint) =>
        endpoint.Patterns.Values.SelectMany(counts => counts.Keys).SelectMany(pattern => pattern.Live is { } live ? pattern.Shadow.Concat(live) : pattern.Shadow).Concat(endpoint.Noise.Keys).Concat(endpoint.Apart.Keys);

    private static void Endpoint(Utf8JsonWriter json, string name, EndpointEvidence endpoint, Dictionary<string, int> fields)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("noisePairs", endpoint.NoisePairs);
        json.WriteNumber("fields", endpoint.Fields);
        json.WriteStartObject("answers");
        foreach (var (answer, count) in endpoint.Answers.Counts) json.WriteNumber(answer.ToString(), count);
        json.WriteEndObject();
        json.WriteStartArray("noise");
        foreach (var (difference, count) in endpoint.Noise)
        {
            json.WriteNumberValue(Code(difference, fields));
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        json.WriteStartArray("apart");
        foreach (var (difference, counts) in endpoint.Apart)
        {
            json.WriteNumberValue(Code(difference, fields));
            json.WriteNumberValue(counts.Shadow);
            json.WriteNumberValue(counts.Live);
        }

        json.WriteEndArray();
        json.WriteStartArray("slices");
        foreach (var (slice, counts) in endpoint.Patterns)
        {
            json.WriteStartArray();
            json.WriteNumberValue(slice);
            foreach (var (pattern, count) in counts)
            {
                json.WriteNumberValue(count);
                Codes(json, pattern.Shadow, fields);
                if (pattern.Live is { } live) Codes(json, live, fields);
                else json.WriteNullValue();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Codes(Utf8JsonWriter json, ImmutableArray<Difference> differences, Dictionary<string, int> fields)
    {
        json.WriteStartArray();
        foreach (var difference in differences) json.WriteNumberValue(Code(difference, fields));
        json.WriteEndArray();
    }

    private static int Code(Difference difference, Dictionary<string, int> fields) => (fields[difference.Field] * Kinds) + (int)difference.Kind;

    private static void Latency(Utf8JsonWriter json, string name, LatencyPairs pairs)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("blockSize", pairs.BlockSize);
        json.WriteStartArray("blocks");
        foreach (var block in pairs.Blocks.Append(pairs.Open))
        {
            Histogram(json, block.Live);
            Histogram(json, block.Shadow);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Each bin by how far it is from the one before, then its count.
    private static void Histogram(Utf8JsonWriter json, LatencyHistogram histogram)
    {
        json.WriteStartArray();
        var before = 0;
        foreach (var (bin, count) in histogram.Bins)
        {
            json.WriteNumberValue(bin - before);
            json.WriteNumberValue(count);
            before = bin;
        }

        json.WriteEndArray();
    }
}
