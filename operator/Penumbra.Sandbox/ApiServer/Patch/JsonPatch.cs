using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;

namespace Penumbra.Sandbox.ApiServer.Patch;

/// <summary>JSON patch, RFC 6902.</summary>
internal static class JsonPatch
{
    /// <summary>Whether the operation is one of the six.</summary>
    public static bool Knows(JsonNode? operation) => operation.Str("op") is "add" or "remove" or "replace" or "test" or "move" or "copy";

    /// <summary>The patched document, or null and the reason why an operation could not be done.</summary>
    public static JsonNode? Apply(JsonNode document, JsonArray operations, out string? error)
    {
        var root = document.DeepClone();
        error = null;
        foreach (var operation in operations)
        {
            error = One(ref root, operation);
            if (error is not null) return null;
        }

        return root;
    }

    private static string? One(ref JsonNode? root, JsonNode? operation)
    {
        if (operation.Str("path") is not { } path) return "missing path";
        var value = operation.At("value");
        switch (operation.Str("op"))
        {
            case "add":
                return Add(ref root, path, value);
            case "remove":
                return Remove(root, path, out _);
            case "replace":
                if (path.Length == 0)
                {
                    root = value?.DeepClone();
                    return null;
                }

                if (!Find(root, path, out _)) return $"replace operation does not apply: doc is missing key: {path}: missing value";
                return Replace(root, path, value);
            case "test":
                var found = Find(root, path, out var actual);
                if (!found && value is null) return null;
                return found && JsonNode.DeepEquals(actual, value) ? null : $"testing value {path} failed: test failed";
            case "move":
                if (Remove(root, operation.Str("from") ?? "", out var moved) is { } cannot) return cannot;
                return Add(ref root, path, moved);
            case "copy":
                return Find(root, operation.Str("from") ?? "", out var source) ? Add(ref root, path, source) : $"copy operation does not apply: {operation.Str("from")}: missing value";
            default:
                return $"unexpected kind: {operation.Str("op")}";
        }
    }

    private static string? Add(ref JsonNode? root, string path, JsonNode? value)
    {
        if (path.Length == 0)
        {
            root = value?.DeepClone();
            return null;
        }

        var (parent, last) = Split(root, path);
        switch (parent)
        {
            case JsonObject obj:
                obj[last] = value?.DeepClone();
                return null;
            case JsonArray array when last == "-":
                array.Add(value?.DeepClone());
                return null;
            case JsonArray array when int.TryParse(last, out var index) && index >= 0 && index <= array.Count:
                array.Insert(index, value?.DeepClone());
                return null;
            default:
                return $"add operation does not apply: doc is missing path: \"{path}\": missing value";
        }
    }

    private static string? Remove(JsonNode? root, string path, out JsonNode? removed)
    {
        removed = null;
        var (parent, last) = Split(root, path);
        if (parent is JsonObject obj && obj.TryGetPropertyValue(last, out removed))
        {
            obj.Remove(last);
            return null;
        }

        if (parent is not JsonArray array || !int.TryParse(last, out var index) || index < 0 || index >= array.Count)
        {
            return $"remove operation does not apply: doc is missing path: \"{path}\": missing value";
        }

        removed = array[index];
        array.RemoveAt(index);
        return null;
    }

    private static string? Replace(JsonNode? root, string path, JsonNode? value)
    {
        var (parent, last) = Split(root, path);
        if (parent is JsonObject obj) obj[last] = value?.DeepClone();
        else if (parent is JsonArray array) array[int.Parse(last)] = value?.DeepClone();
        return null;
    }

    private static bool Find(JsonNode? root, string path, out JsonNode? found)
    {
        found = root;
        if (path.Length == 0) return true;
        foreach (var part in Parts(path))
        {
            switch (found)
            {
                case JsonObject obj when obj.TryGetPropertyValue(part, out found):
                    break;
                case JsonArray array when int.TryParse(part, out var index) && index >= 0 && index < array.Count:
                    found = array[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static (JsonNode? Parent, string Last) Split(JsonNode? root, string path)
    {
        var at = path.LastIndexOf('/');
        if (at < 0) return (null, path);
        return (Find(root, path[..at], out var parent) ? parent : null, Unescape(path[(at + 1)..]));
    }

    private static IEnumerable<string> Parts(string path) => path.Split('/').Skip(1).Select(Unescape);

    private static string Unescape(string part) => part.Replace("~1", "/").Replace("~0", "~");
}
