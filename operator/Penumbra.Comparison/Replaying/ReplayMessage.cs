using System.Buffers;
using System.Text.Json;
using Penumbra.Comparison.Recordings;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Replaying;

/// <summary>What a replay tells the comparison server: one JSON object in a POST to <see cref="Path"/>.</summary>
internal sealed record ReplayMessage
{
    /// <summary>Where the server takes it, on the port of its report.</summary>
    public const string Path = "/replay";

    /// <summary>Names the content of the recording: 16 hexadecimal digits.</summary>
    public required string Recording { get; init; }

    /// <summary>How many requests there are: said once, at the beginning. Null in other messages.</summary>
    public long? Total { get; init; }

    /// <summary>Which one this is about, from 1; at the end the last.</summary>
    public long Position { get; init; }

    /// <summary>The request; null in other messages.</summary>
    public RecordedRequest? Request { get; init; }

    /// <summary>Why it is not asked; null for one that is.</summary>
    public NotCompared? Reason { get; init; }

    /// <summary>Whether the end was reached.</summary>
    public bool IsEnd { get; init; }

    /// <summary>Writes it.</summary>
    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("recording", Recording);
            json.WriteNumber("position", Position);
            if (Total is { } total) json.WriteNumber("total", total);
            if (IsEnd) json.WriteBoolean("end", true);
            if (Reason is { } reason) json.WriteString("reason", reason.ToString());
            if (Request is { } request)
            {
                json.WriteString("method", request.Method);
                json.WriteString("target", request.Target);
                if (request.Host is { } host) json.WriteString("host", host);
                json.WriteStartArray("headers");
                foreach (var (name, value) in request.Headers)
                {
                    json.WriteStringValue(name);
                    json.WriteStringValue(value);
                }

                json.WriteEndArray();
                if (!request.Body.IsEmpty) json.WriteBase64String("body", request.Body.Span);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads one; null for anything else.</summary>
    public static ReplayMessage? Read(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            var message = new ReplayMessage
            {
                Recording = Text(root.GetProperty("recording")),
                Position = root.GetProperty("position").GetInt64(),
                Total = root.TryGetProperty("total", out var total) ? total.GetInt64() : null,
                IsEnd = root.TryGetProperty("end", out var end) && end.GetBoolean(),
                Reason = root.TryGetProperty("reason", out var reason) ? Enum.Parse<NotCompared>(reason.GetString()!) : null,
                Request = root.TryGetProperty("method", out _) ? RequestOf(root) : null,
            };
            var kinds = (message.Total is null ? 0 : 1) + (message.IsEnd ? 1 : 0) + (message.Reason is null ? 0 : 1) + (message.Request is null ? 0 : 1);
            return kinds == 1 && message.Recording.Length == 16 && message.Recording.All(char.IsAsciiHexDigitLower) && message is { Position: >= 0, Total: null or >= 0, Reason: null or NotCompared.Malformed or NotCompared.BodyTooLarge } ? message : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static RecordedRequest RequestOf(JsonElement root)
    {
        var headers = root.GetProperty("headers").EnumerateArray().Select(Text).Chunk(2).Select(pair => new KeyValuePair<string, string>(pair[0], pair.Length == 2 ? pair[1] : throw new FormatException("half a header"))).ToList();
        return new RecordedRequest
        {
            Method = Text(root.GetProperty("method")),
            Target = Text(root.GetProperty("target")) is ['/', ..] target ? target : throw new FormatException("no path"),
            Host = root.TryGetProperty("host", out var host) ? Text(host) : null,
            Headers = headers,
            Body = root.TryGetProperty("body", out var body) ? body.GetBytesFromBase64() : default,
        };
    }

    private static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("a text");
}
