using System.Text.Json;
using System.Text.Json.Serialization;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>Reads <see cref="RouteMetadata"/>: of managedFields only who owns <c>f:spec f:rules</c>, so that they take no memory.</summary>
public sealed class RouteMetadataConverter : JsonConverter<RouteMetadata>
{
    private readonly ObjectMetaConverter _object = new();

    /// <inheritdoc/>
    public override RouteMetadata Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The reader is a value: a copy of it reads the same bytes a second time.
        var again = reader;
        var meta = _object.Read(ref reader, typeof(ObjectMeta), options);
        var owners = FieldOwners.Nobody;
        var hasAnnotations = false;
        while (again.Read() && again.TokenType == JsonTokenType.PropertyName)
        {
            var isOwners = again.ValueTextEquals("managedFields"u8);
            var isAnnotations = again.ValueTextEquals("annotations"u8);
            again.Read();
            if (isOwners) owners = FieldOwners.Read(ref again, "f:rules");
            else hasAnnotations |= isAnnotations && again.TokenType == JsonTokenType.StartObject;
            if (!isOwners) again.Skip();
        }

        return new RouteMetadata(meta, owners, hasAnnotations);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RouteMetadata value, JsonSerializerOptions options) => _object.Write(writer, value.Object, options);
}
