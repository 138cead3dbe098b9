using System.Text.Json;
using System.Text.Json.Serialization;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Kubernetes.Views;

/// <summary>Reads <see cref="PodSpecView"/>: of a pod's containers only the ports.</summary>
public sealed class PodSpecConverter : JsonConverter<PodSpecView>
{
    // A cache of fixed size, not state: what is read does not depend on it.
    private readonly StringPool _strings = new();

    /// <inheritdoc/>
    public override PodSpecView Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a pod's spec must be an object");
        List<ContainerPort> ports = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("containers"u8)) Each(ref reader, (ref container) => Container(ref container, ports));
            else reader.Skip();
        }

        return ports.Count == 0 ? new PodSpecView() : new PodSpecView { Ports = [.. ports] };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PodSpecView value, JsonSerializerOptions options) => throw new NotSupportedException("a view is only read");

    private void Container(ref Utf8JsonReader reader, List<ContainerPort> ports)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ports"u8)) Each(ref reader, (ref port) => ports.Add(Port(ref port)));
            else reader.Skip();
        }
    }

    private ContainerPort Port(ref Utf8JsonReader reader)
    {
        var (name, number) = ("", 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = _strings.Get(ref reader) ?? "";
            }
            else if (reader.ValueTextEquals("containerPort"u8))
            {
                reader.Read();
                number = reader.GetInt32();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ContainerPort(name, number);
    }

    private delegate void ReadObject(ref Utf8JsonReader reader);

    // A list that is null, as some clients write an empty one, has no elements.
    private static void Each(ref Utf8JsonReader reader, ReadObject read)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("a list is expected");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) read(ref reader);
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("a list of objects is expected");
    }
}
