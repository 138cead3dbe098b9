using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.Controllers.Common;

/// <summary>Reads fields of Kubernetes objects by path; what is absent or of another shape is null or empty.</summary>
internal static class JsonFields
{
    /// <summary>The node at <paramref name="path"/>, or null.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var segment in path)
        {
            if (node is not JsonObject obj || !obj.TryGetPropertyValue(segment, out node))
                return null;
        }
        return node;
    }

    /// <summary>The string at <paramref name="path"/>, or null.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path)
        => node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The whole number at <paramref name="path"/>, or null.</summary>
    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        if (node.At(path) is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
            return null;
        return value.TryGetValue<long>(out var whole) ? whole
            : value.TryGetValue<int>(out var small) ? small
            : value.TryGetValue<double>(out var real) ? (long)real : null;
    }

    /// <summary>The whole number at <paramref name="path"/> as an int, or <paramref name="otherwise"/>.</summary>
    public static int Count(this JsonNode? node, int otherwise, params ReadOnlySpan<string> path) => (int)(node.Number(path) ?? otherwise);

    /// <summary>Whether the boolean at <paramref name="path"/> is true.</summary>
    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) is JsonValue value
        && value.GetValueKind() == JsonValueKind.True;

    /// <summary>The object at <paramref name="path"/>, or null.</summary>
    public static JsonObject? Map(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    /// <summary>The objects in the array at <paramref name="path"/>.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path)
        => node.At(path) is JsonArray array ? array.OfType<JsonObject>() : [];

    /// <summary>The strings in the array at <paramref name="path"/>.</summary>
    public static IReadOnlyList<string> Texts(this JsonNode? node, params ReadOnlySpan<string> path)
        => node.At(path) is JsonArray array ? [.. array.Select(item => item.Text()).OfType<string>()] : [];

    /// <summary>The time stamp at <paramref name="path"/>, or null.</summary>
    public static DateTimeOffset? Moment(this JsonNode? node, params ReadOnlySpan<string> path)
        => DateTimeOffset.TryParse(node.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment)
            ? moment : null;

    /// <summary>The string pairs of the map at <paramref name="path"/>.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.Map(path) ?? [])
            pairs[key] = value.Text() ?? "";
        return pairs;
    }

    /// <summary>The time in the form of <c>metav1.Time</c>.</summary>
    public static string Stamp(this DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The object at <paramref name="name"/>, made when it is absent.</summary>
    public static JsonObject Child(this JsonObject obj, string name)
    {
        if (obj[name] is JsonObject child)
            return child;
        child = [];
        obj[name] = child;
        return child;
    }

    /// <summary>An array of copies of <paramref name="nodes"/>.</summary>
    public static JsonArray ToJsonArray(this IEnumerable<JsonNode?> nodes)
        => new([.. nodes.Select(node => node?.Parent is null ? node : node.DeepClone())]);
}
