using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Informers;

/// <summary>Reads <see cref="ObjectMeta"/>; strings that repeat between objects are shared.</summary>
public sealed class ObjectMetaConverter : JsonConverter<ObjectMeta>
{
    private const string KubectlCopy = "kubectl.kubernetes.io/last-applied-configuration";

    // A cache of fixed size, not state: what is read does not depend on it.
    private readonly StringPool _pool = new();

    /// <inheritdoc/>
    public override ObjectMeta Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var meta = new ObjectMeta();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("metadata must be an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8)) meta = meta with { Name = Text(ref reader) };
            else if (reader.ValueTextEquals("namespace"u8)) meta = meta with { Namespace = Shared(ref reader) };
            else if (reader.ValueTextEquals("uid"u8)) meta = meta with { Uid = Text(ref reader) };
            else if (reader.ValueTextEquals("resourceVersion"u8)) meta = meta with { ResourceVersion = Text(ref reader) };
            else if (reader.ValueTextEquals("generation"u8)) meta = meta with { Generation = Number(ref reader) };
            else if (reader.ValueTextEquals("labels"u8)) meta = meta with { Labels = Map(ref reader) };
            else if (reader.ValueTextEquals("annotations"u8)) meta = meta with { Annotations = Map(ref reader) };
            else if (reader.ValueTextEquals("creationTimestamp"u8)) meta = meta with { CreationTimestamp = Time(ref reader) };
            else if (reader.ValueTextEquals("deletionTimestamp"u8)) meta = meta with { DeletionTimestamp = Time(ref reader) };
            else if (reader.ValueTextEquals("finalizers"u8)) meta = meta with { Finalizers = Strings(ref reader) };
            else reader.Skip();
        }

        return meta;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ObjectMeta value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        if (value.Namespace.Length > 0) writer.WriteString("namespace", value.Namespace);
        if (value.Uid.Length > 0) writer.WriteString("uid", value.Uid);
        if (value.ResourceVersion.Length > 0) writer.WriteString("resourceVersion", value.ResourceVersion);
        if (value.Generation is { } generation) writer.WriteNumber("generation", generation);
        WriteMap(writer, "labels", value.Labels);
        WriteMap(writer, "annotations", value.Annotations);
        if (value.CreationTimestamp is { } created) writer.WriteString("creationTimestamp", created);
        if (value.DeletionTimestamp is { } deleted) writer.WriteString("deletionTimestamp", deleted);
        if (value.Finalizers.Count > 0)
        {
            writer.WriteStartArray("finalizers");
            foreach (var finalizer in value.Finalizers) writer.WriteStringValue(finalizer);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter writer, string name, StringMap map)
    {
        if (map.Count == 0) return;
        writer.WriteStartObject(name);
        foreach (var (key, value) in map) writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString() ?? "";
    }

    private static long? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : null;
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetDateTimeOffset() : null;
    }

    private string Shared(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Pooled(ref reader);
    }

    private string Pooled(ref Utf8JsonReader reader) => _pool.Get(ref reader) ?? "";

    private string[] Strings(ref Utf8JsonReader reader)
    {
        var strings = new List<string>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return [];
        while (reader.Read() && reader.TokenType == JsonTokenType.String) strings.Add(Pooled(ref reader));
        return [.. strings];
    }

    private StringMap Map(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return StringMap.Empty;
        var pairs = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Pooled(ref reader);
            reader.Read();
            if (string.Equals(key, KubectlCopy, StringComparison.Ordinal)) continue;
            pairs.Add(new(key, Pooled(ref reader)));
        }

        return pairs.Count == 0 ? StringMap.Empty : new StringMap(pairs);
    }
}
