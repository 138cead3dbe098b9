using System.Text.Json;
using System.Text.Json.Serialization;
using Penumbra.Kubernetes.Informers;

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
        var owners = RouteOwners.Nobody;
        var hasAnnotations = false;
        while (again.Read() && again.TokenType == JsonTokenType.PropertyName)
        {
            var isOwners = again.ValueTextEquals("managedFields"u8);
            var isAnnotations = again.ValueTextEquals("annotations"u8);
            again.Read();
            if (isOwners) owners = Owners(ref again);
            else hasAnnotations |= isAnnotations && again.TokenType == JsonTokenType.StartObject;
            if (!isOwners) again.Skip();
        }

        return new RouteMetadata(meta, owners, hasAnnotations);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RouteMetadata value, JsonSerializerOptions options) => _object.Write(writer, value.Object, options);

    private static RouteOwners Owners(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Array) return RouteOwners.Nobody;
        string? applier = null, last = null;
        DateTimeOffset lastAt = default, ownAt = default;
        foreach (var entry in document.RootElement.EnumerateArray().Where(OwnsRules))
        {
            var manager = entry.GetProperty("manager").GetString()!;
            var at = entry.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var known) ? known : default;
            if (manager == RouteOwners.Own)
            {
                if (at > ownAt) ownAt = at;
                continue;
            }

            if (entry.TryGetProperty("operation", out var operation) && operation.ValueKind == JsonValueKind.String && operation.ValueEquals("Apply"u8)) applier ??= manager;
            if (last is not null && at <= lastAt) continue;
            (last, lastAt) = (manager, at);
        }

        return new RouteOwners(applier, lastAt < ownAt ? null : last);
    }

    private static bool OwnsRules(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
        && entry.TryGetProperty("manager", out var manager) && manager.ValueKind == JsonValueKind.String
        && entry.TryGetProperty("fieldsV1", out var fields) && fields.ValueKind == JsonValueKind.Object
        && fields.TryGetProperty("f:spec", out var spec) && spec.ValueKind == JsonValueKind.Object
        && spec.TryGetProperty("f:rules", out _);
}
