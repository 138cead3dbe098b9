using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;

namespace Penumbra.Sandbox.ApiServer.Schemas;

/// <summary>Reads structural schemas from the OpenAPI v3 form that CRDs use.</summary>
internal static class SchemaParser
{
    public static Schema Parse(JsonObject raw)
    {
        var type = raw.Str("type");
        var intOrString = raw.Bool("x-kubernetes-int-or-string") == true;
        return new Schema
        {
            Type = intOrString ? null : type,
            Properties = Members(raw.Obj("properties")),
            AdditionalProperties = Additional(raw["additionalProperties"]),
            Items = raw.Obj("items") is { } items ? Parse(items) : null,
            Required = raw.Arr("required").Strings(),
            Default = raw["default"],
            Nullable = raw.Bool("nullable") == true,
            IntOrString = intOrString,
            PreserveUnknown = raw.Bool("x-kubernetes-preserve-unknown-fields") == true,
            Embedded = raw.Bool("x-kubernetes-embedded-resource") == true,
            Enum = raw.Arr("enum") is { } values ? [.. values] : null,
            Pattern = raw.Str("pattern"),
            Format = raw.Str("format"),
            Minimum = Number(raw, "minimum"),
            Maximum = Number(raw, "maximum"),
            ExclusiveMinimum = raw.Bool("exclusiveMinimum") == true,
            ExclusiveMaximum = raw.Bool("exclusiveMaximum") == true,
            MultipleOf = Number(raw, "multipleOf"),
            MinLength = (int?)raw.Int("minLength"),
            MaxLength = (int?)raw.Int("maxLength"),
            MinItems = (int?)raw.Int("minItems"),
            MaxItems = (int?)raw.Int("maxItems"),
            UniqueItems = raw.Bool("uniqueItems") == true,
            MinProperties = (int?)raw.Int("minProperties"),
            MaxProperties = (int?)raw.Int("maxProperties"),
            AllOf = Several(raw, "allOf"),
            AnyOf = Several(raw, "anyOf"),
            OneOf = Several(raw, "oneOf"),
            Not = raw.Obj("not") is { } not ? Parse(not) : null,
            ListType = raw.Str("x-kubernetes-list-type"),
            ListKeys = raw.Arr("x-kubernetes-list-map-keys").Strings(),
            AtomicMap = raw.Str("x-kubernetes-map-type") == "atomic",
            PatchMergeKey = raw.Str("x-kubernetes-patch-merge-key"),
            PatchMerge = raw.Str("x-kubernetes-patch-strategy")?.Contains("merge", StringComparison.Ordinal) == true,
            Raw = raw,
        };
    }

    private static Dictionary<string, Schema> Members(JsonObject? raw)
    {
        var members = new Dictionary<string, Schema>();
        foreach (var (name, value) in raw ?? []) members[name] = value is JsonObject member ? Parse(member) : Schema.Anything;
        return members;
    }

    private static Schema? Additional(JsonNode? raw) => raw switch
    {
        JsonObject schema => Parse(schema),
        JsonValue value when value.TryGetValue<bool>(out var allowed) && allowed => Schema.Anything,
        _ => null,
    };

    private static IReadOnlyList<Schema> Several(JsonObject raw, string name) =>
        raw.Arr(name) is { } list ? [.. list.OfType<JsonObject>().Select(Parse)] : [];

    private static double? Number(JsonObject raw, string name) =>
        raw[name] is JsonValue value && double.TryParse(value.ToJsonString(), out var number) ? number : null;
}
