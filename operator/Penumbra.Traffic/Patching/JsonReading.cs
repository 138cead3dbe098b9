using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penumbra.Traffic.Patching;

/// <summary>Reads JSON that anybody may have written: what has another type than expected is as good as absent.</summary>
internal static class JsonReading
{
    /// <summary>A field that is a string; null otherwise.</summary>
    public static string? Text(this JsonNode? node, string name) =>
        node is JsonObject fields && fields[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A field that is an integer; null otherwise.</summary>
    public static long? Number(this JsonNode? node, string name)
    {
        if (node is not JsonObject fields || fields[name] is not JsonValue value) return null;
        if (value.TryGetValue<long>(out var number)) return number;
        return value.TryGetValue<int>(out var small) ? small : null;
    }

    /// <summary>A field that is a number of any kind; null otherwise, and for one that no decimal can hold.</summary>
    public static decimal? Decimal(this JsonNode? node, string name) =>
        node is JsonObject fields && fields[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A field that is a list; null otherwise.</summary>
    public static JsonArray? List(this JsonNode? node, string name) => node is JsonObject fields ? fields[name] as JsonArray : null;

    /// <summary>A field that is an object; null otherwise.</summary>
    public static JsonObject? Object(this JsonNode? node, string name) => node is JsonObject fields ? fields[name] as JsonObject : null;

    /// <summary>The elements of a list that are objects; nothing for an absent list.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonArray? list) => list?.OfType<JsonObject>() ?? [];

    /// <summary>Adds an element as it is; the generic Add of the framework would serialize it.</summary>
    public static void Append(this JsonArray list, JsonNode? node) => list.Add(node);

    /// <summary>A copy that may be changed.</summary>
    public static T Copy<T>(this T node)
        where T : JsonNode => (T)node.DeepClone();
}
