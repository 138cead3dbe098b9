using System.Text.Json;
using System.Text.Json.Serialization;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Kubernetes.Views;

/// <summary>Reads <see cref="ServiceView"/>: of managedFields only who owns <c>f:spec f:selector</c>, so that they take no memory.</summary>
public sealed class ServiceViewConverter : JsonConverter<ServiceView>
{
    private readonly ObjectMetaConverter _meta = new();

    /// <inheritdoc/>
    public override ServiceView Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("a Service must be an object");
        var view = new ServiceView();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();

                // The reader is a value: a copy of it reads the same bytes a second time.
                var again = reader;
                view = view with { Metadata = _meta.Read(ref reader, typeof(ObjectMeta), options), SelectorOwners = Owners(ref again) };
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                reader.Read();
                view = view with { Spec = JsonSerializer.Deserialize(ref reader, ViewJson.Default.ServiceSpecView)! };
            }
            else
            {
                reader.Skip();
            }
        }

        return view;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ServiceView value, JsonSerializerOptions options) => throw new NotSupportedException("a view is only read");

    private static FieldOwners Owners(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("managedFields"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            return FieldOwners.Read(ref reader, "f:selector");
        }

        return FieldOwners.Nobody;
    }
}
