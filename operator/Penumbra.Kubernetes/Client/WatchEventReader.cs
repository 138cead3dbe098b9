using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Penumbra.Kubernetes.Client;

/// <summary>Reads one line of a watch: <c>{"type":"ADDED","object":{…}}</c>.</summary>
internal static class WatchEventReader
{
    /// <summary>Reads an event; a line that cannot be read is an Error event.</summary>
    public static WatchEvent<T> Read<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> projection)
        where T : class
    {
        try
        {
            var (type, start, length) = Cut(line);
            if (type is null || length == 0) return Error<T>(FailureReader.Malformed(200, "a watch line is not an event"));
            var body = line.Slice(start, length);
            return type switch
            {
                "ADDED" => Change(WatchEventType.Added, body, projection),
                "MODIFIED" => Change(WatchEventType.Modified, body, projection),
                "DELETED" => Change(WatchEventType.Deleted, body, projection),
                "BOOKMARK" => new WatchEvent<T>(WatchEventType.Bookmark, null, AnswerReader.ResourceVersion(body), null),
                "ERROR" => Error<T>(FailureReader.ReadWatchError(body)),
                _ => Error<T>(FailureReader.Malformed(200, "a watch event has an unknown type")),
            };
        }
        catch (JsonException)
        {
            return Error<T>(FailureReader.Malformed(200, "a watch line is not JSON"));
        }
    }

    /// <summary>An Error event.</summary>
    public static WatchEvent<T> Error<T>(ApiFailure failure)
        where T : class => new(WatchEventType.Error, null, null, failure);

    private static WatchEvent<T> Change<T>(WatchEventType type, ReadOnlySpan<byte> body, JsonTypeInfo<T> projection)
        where T : class
    {
        var result = AnswerReader.Project(body, 200, projection);
        return result.Succeeded
            ? new WatchEvent<T>(type, result.Value, AnswerReader.ResourceVersion(body), null)
            : Error<T>(result.Failure);
    }

    private static (string? Type, int Start, int Length) Cut(ReadOnlySpan<byte> line)
    {
        string? type = null;
        var start = 0;
        var length = 0;
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                type = reader.GetString();
                continue;
            }

            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isObject) (start, length) = (from, (int)reader.BytesConsumed - from);
        }

        return (type, start, length);
    }
}
