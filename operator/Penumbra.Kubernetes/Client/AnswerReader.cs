using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Penumbra.Kubernetes.Client;

/// <summary>Reads objects and list pages out of UTF-8 answers, without building a tree of them.</summary>
internal static class AnswerReader
{
    /// <summary>Reads one object.</summary>
    public static ApiResult<T> Object<T>(ReadOnlySpan<byte> json, int code, JsonTypeInfo<T> projection)
        where T : class
    {
        try
        {
            if (!IsObject(json)) return FailureReader.Malformed(code, "the answer is not a Kubernetes object");
        }
        catch (JsonException)
        {
            return FailureReader.Malformed(code, "the answer is not JSON");
        }

        return Project(json, code, projection);
    }

    /// <summary>Reads one page of a list.</summary>
    public static ApiResult<ListPage<T>> List<T>(ReadOnlySpan<byte> json, int code, JsonTypeInfo<T> projection)
        where T : class
    {
        var items = new List<T>();
        string? resourceVersion = null;
        string? next = null;
        var hasItems = false;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return FailureReader.Malformed(code, "the answer is not a list");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("metadata"u8))
                {
                    (resourceVersion, next) = ListMetadata(Value(ref reader, json));
                }
                else if (reader.ValueTextEquals("items"u8))
                {
                    hasItems = true;
                    reader.Read();
                    if (ReadItems(ref reader, json, code, projection, items) is { } failure) return failure;
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            return FailureReader.Malformed(code, "the list is not JSON");
        }

        return hasItems && resourceVersion is not null
            ? new ListPage<T>(items, resourceVersion, string.IsNullOrEmpty(next) ? null : next)
            : FailureReader.Malformed(code, "the answer is not a list");
    }

    /// <summary>Deserializes what is known to be JSON; a failure is this program's.</summary>
    public static ApiResult<T> Project<T>(ReadOnlySpan<byte> json, int code, JsonTypeInfo<T> projection)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize(json, projection);
            return value is null ? FailureReader.Malformed(code, "the object is null") : value;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            var path = (exception as JsonException)?.Path;
            return FailureReader.Bug(code, $"{typeof(T).Name} cannot be read from the server's object, at {path ?? "an unknown path"}");
        }
    }

    /// <summary>Finds <c>metadata.resourceVersion</c>.</summary>
    public static string? ResourceVersion(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8)) return ListMetadata(Value(ref reader, json)).ResourceVersion;
            reader.Skip();
        }

        return null;
    }

    /// <summary>The bytes of the value of the property at which the reader stands; the reader moves past it.</summary>
    public static ReadOnlySpan<byte> Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    private static ApiFailure? ReadItems<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int code, JsonTypeInfo<T> projection, List<T> items)
        where T : class
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartArray) return FailureReader.Malformed(code, "the list's items are not an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var item = Project(json[start..(int)reader.BytesConsumed], code, projection);
            if (!item.Succeeded) return item.Failure;
            items.Add(item.Value);
        }

        return null;
    }

    private static bool IsObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        var hasKind = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            hasKind |= reader.ValueTextEquals("metadata"u8) || reader.ValueTextEquals("kind"u8);
            reader.Skip();
        }

        // Nothing may follow the object.
        return hasKind && !reader.Read();
    }

    private static (string? ResourceVersion, string? Continue) ListMetadata(ReadOnlySpan<byte> metadata)
    {
        string? resourceVersion = null;
        string? next = null;
        var reader = new Utf8JsonReader(metadata);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("resourceVersion"u8);
            var isNext = reader.ValueTextEquals("continue"u8);
            reader.Read();
            if (isVersion && reader.TokenType == JsonTokenType.String) resourceVersion = reader.GetString();
            else if (isNext && reader.TokenType == JsonTokenType.String) next = reader.GetString();
            else reader.Skip();
        }

        return (resourceVersion, next);
    }
}
