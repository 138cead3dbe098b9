using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Penumbra.Api.Attributes;
using Penumbra.Api.Common;
using Penumbra.Core.Common;

namespace Penumbra.Api.Generation;

/// <summary>Makes a structural schema out of C# types. Every string, list and map has a maximum, or the API server refuses nested CEL rules for their cost.</summary>
/// <param name="docs">The XML docs of the types.</param>
public sealed class SchemaBuilder(XmlDocs docs)
{
    private const int MaxString = 1024;
    private const int MaxItems = 64;

    /// <summary>The schema of a record.</summary>
    public JsonObject Object(Type type)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(property => property.GetMethod is { IsStatic: false } && property.Name != "EqualityContract"))
        {
            var name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            properties[name] = Property(property);
            if (property.GetCustomAttribute<RequiredMemberAttribute>() is not null) required.Add(name);
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (docs.Summary(type) is { Length: > 0 } summary) schema["description"] = summary;
        schema["properties"] = properties;
        if (required.Count > 0) schema["required"] = required;
        Rules(schema, type);
        return schema;
    }

    private JsonObject Property(PropertyInfo property)
    {
        var schema = Value(property.PropertyType, property);
        if (docs.Summary(property) is { Length: > 0 } summary) schema["description"] = summary;
        if (property.GetCustomAttribute<DefaultAttribute>() is { } absent) schema["default"] = JsonNode.Parse(absent.Json);
        if (property.GetCustomAttribute<ImmutableAttribute>() is not null) AddRule(schema, "self == oldSelf", $"{JsonNamingPolicy.CamelCase.ConvertName(property.Name)} is immutable");
        Rules(schema, property);
        return schema;
    }

    private JsonObject Value(Type declared, PropertyInfo? property)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (property?.GetCustomAttribute<PreserveUnknownFieldsAttribute>() is not null) return new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        if (type == typeof(string)) return Text(property);
        if (type == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (type == typeof(int)) return Number("int32", property);
        if (type == typeof(long)) return Number("int64", property);
        if (type == typeof(DateTimeOffset)) return new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (type == typeof(IntOrString)) return IntOrStringSchema(property);
        if (Dictionary(type) is { } value) return Sized(new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(value, null) }, property, "Properties");
        if (List(type) is { } item) return Listed(item, property);
        return Object(type);
    }

    private static JsonObject Text(PropertyInfo? property)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (property?.GetCustomAttribute<ValuesAttribute>() is { } values)
        {
            schema["enum"] = new JsonArray([.. values.Values.Select(value => JsonValue.Create(value))]);
            return schema;
        }

        var isDuration = property?.GetCustomAttribute<DurationAttribute>() is not null;
        var length = property?.GetCustomAttribute<LengthAttribute>();
        if (length is { MinLength: > 0 }) schema["minLength"] = length.MinLength;
        schema["maxLength"] = isDuration ? 28 : length?.MaxLength ?? MaxString;
        if (isDuration) schema["pattern"] = Span.Pattern;
        if (property?.GetCustomAttribute<PatternAttribute>() is { } pattern) schema["pattern"] = pattern.RegexPattern;
        return schema;
    }

    private static JsonObject Number(string format, PropertyInfo? property)
    {
        var schema = new JsonObject { ["type"] = "integer", ["format"] = format };
        if (property?.GetCustomAttribute<RangeAttribute>() is not { } range) return schema;
        schema["minimum"] = (long)range.Minimum;
        schema["maximum"] = (long)range.Maximum;
        return schema;
    }

    private static JsonObject IntOrStringSchema(PropertyInfo? property)
    {
        var schema = new JsonObject
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
            ["x-kubernetes-int-or-string"] = true,
            ["maxLength"] = 64,
        };
        if (property?.GetCustomAttribute<PatternAttribute>() is { } pattern) schema["pattern"] = pattern.RegexPattern;
        return schema;
    }

    private JsonObject Listed(Type item, PropertyInfo? property)
    {
        var schema = Sized(new JsonObject { ["type"] = "array", ["items"] = Value(item, null) }, property, "Items");
        if (property?.GetCustomAttribute<ListMapAttribute>() is { } map)
        {
            schema["x-kubernetes-list-type"] = "map";
            schema["x-kubernetes-list-map-keys"] = new JsonArray([.. map.Keys.Select(key => JsonValue.Create(key))]);
            KeysHaveDefaultsOrAreRequired((JsonObject)schema["items"]!, map.Keys);
        }
        else
        {
            schema["x-kubernetes-list-type"] = "atomic";
        }

        return schema;
    }

    // The API server asks it of list-map keys: "either required or with a default".
    private static void KeysHaveDefaultsOrAreRequired(JsonObject item, string[] keys)
    {
        var required = item["required"] as JsonArray;
        foreach (var key in keys)
        {
            var isRequired = required?.Any(name => name!.GetValue<string>() == key) ?? false;
            if (!isRequired && item["properties"]?[key]?["default"] is null) throw new InvalidOperationException($"list-map key {key} is neither required nor has it a default");
        }
    }

    private static JsonObject Sized(JsonObject schema, PropertyInfo? property, string what)
    {
        var items = property?.GetCustomAttribute<ItemsAttribute>();
        if (items is { MinItems: > 0 }) schema[$"min{what}"] = items.MinItems;
        schema[$"max{what}"] = items?.MaxItems ?? MaxItems;
        return schema;
    }

    private static Type? Dictionary(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;

    private static Type? List(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static void Rules(JsonObject schema, MemberInfo member)
    {
        foreach (var rule in member.GetCustomAttributes<ValidationRuleAttribute>()) AddRule(schema, rule.Rule, rule.Message);
    }

    private static void AddRule(JsonObject schema, string rule, string message)
    {
        if (schema["x-kubernetes-validations"] is not JsonArray rules) schema["x-kubernetes-validations"] = rules = [];
        rules.Add(new JsonObject { ["rule"] = rule, ["message"] = message });
    }
}
