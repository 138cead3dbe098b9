using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Informers;

/// <summary>Reads strings that repeat from object to object, such as a phase or the name of a port, only once.</summary>
public sealed class PooledStringConverter : JsonConverter<string>
{
    // A cache of fixed size, not state: what is read does not depend on it.
    private readonly StringPool _pool = new();

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => _pool.Get(ref reader);

    /// <inheritdoc/>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => _pool.Get(ref reader)!;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
}
