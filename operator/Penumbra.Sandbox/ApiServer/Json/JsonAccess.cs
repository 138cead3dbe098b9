using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Json;

/// <summary>Reads and edits of Kubernetes objects as JSON trees; a member of the wrong type reads as absent.</summary>
internal static class JsonAccess
{
    /// <summary>The member as an object, or null.</summary>
    public static JsonObject? Obj(this JsonNode? node, string name) => node.At(name) as JsonObject;

    /// <summary>The member as an array, or null.</summary>
    public static JsonArray? Arr(this JsonNode? node, string name) => node.At(name) as JsonArray;

    /// <summary>The member as a string, or null.</summary>
    public static string? Str(this JsonNode? node, string name) => node.At(name).AsString();

    /// <summary>The member as a whole number, or null.</summary>
    public static long? Int(this JsonNode? node, string name) => node.At(name).AsLong();

    /// <summary>The member as a truth value, or null.</summary>
    public static bool? Bool(this JsonNode? node, string name) =>
        node.At(name) is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node.At(name)!.GetValue<bool>() : null;

    /// <summary>The node itself as a string, or null.</summary>
    public static string? AsString(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The node itself as a whole number, or null.</summary>
    public static long? AsLong(this JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && long.TryParse(value.ToJsonString(), out var number) ? number : null;

    /// <summary>The node at the path, or null.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node is not JsonObject obj || !obj.TryGetPropertyValue(name, out node)) return null;
        }

        return node;
    }

    /// <summary>The member as an object, made where it is missing.</summary>
    public static JsonObject Ensure(this JsonObject obj, string name)
    {
        if (obj[name] is JsonObject found) return found;
        var made = new JsonObject();
        obj[name] = made;
        return made;
    }

    /// <summary>The object's metadata, made where it is missing.</summary>
    public static JsonObject Meta(this JsonObject obj) => obj.Ensure("metadata");

    /// <summary>The object's name, or empty.</summary>
    public static string ObjectName(this JsonObject obj) => obj.Obj("metadata").Str("name") ?? "";

    /// <summary>The object's namespace, or empty.</summary>
    public static string ObjectNamespace(this JsonObject obj) => obj.Obj("metadata").Str("namespace") ?? "";

    /// <summary>The object's resourceVersion as a number, 0 when it has none.</summary>
    public static long ObjectVersion(this JsonObject obj) =>
        long.TryParse(obj.Obj("metadata").Str("resourceVersion"), out var version) ? version : 0;

    /// <summary>A copy that may be edited.</summary>
    public static JsonObject Copy(this JsonObject obj) => (JsonObject)obj.DeepClone();

    /// <summary>Sets the member to a copy of the value, or removes it when the value is null.</summary>
    public static void Put(this JsonObject obj, string name, JsonNode? value)
    {
        if (value is null) obj.Remove(name);
        else obj[name] = value.DeepClone();
    }

    /// <summary>The strings of an array, in order.</summary>
    public static IReadOnlyList<string> Strings(this JsonArray? array) => array is null ? [] : [.. array.Select(AsString).OfType<string>()];

    /// <summary>An array of strings.</summary>
    public static JsonArray ArrayOf(IEnumerable<string> items)
    {
        var array = new JsonArray();
        foreach (var item in items) array.Add((JsonNode?)JsonValue.Create(item));
        return array;
    }

    /// <summary>An array of nodes without parents.</summary>
    public static JsonArray ArrayOf(IEnumerable<JsonNode?> items)
    {
        var array = new JsonArray();
        foreach (var item in items) array.Add(item);
        return array;
    }

    /// <summary>A time as Kubernetes writes it: whole seconds, UTC.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");
}
