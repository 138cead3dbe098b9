using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penumbra.Kubernetes.Views;

/// <summary>Reads <see cref="EndpointView"/>. A condition that is absent means yes, as discovery.k8s.io/v1 says.</summary>
public sealed class EndpointConverter : JsonConverter<EndpointView>
{
    /// <inheritdoc/>
    public override EndpointView Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an endpoint must be an object");
        var (pod, isReady) = ("", true);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTarget = reader.ValueTextEquals("targetRef"u8);
            if (!isTarget && !reader.ValueTextEquals("conditions"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an object is expected");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (isTarget && reader.ValueTextEquals("name"u8)) pod = Text(ref reader);
                else if (!isTarget && reader.ValueTextEquals("ready"u8)) isReady = IsTrue(ref reader);
                else reader.Skip();
            }
        }

        return new EndpointView(pod, isReady);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EndpointView value, JsonSerializerOptions options) => throw new NotSupportedException("a view is only read");

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString() ?? "";
    }

    private static bool IsTrue(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null || reader.GetBoolean();
    }
}
