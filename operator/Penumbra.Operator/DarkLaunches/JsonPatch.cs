using System.Text.Json.Nodes;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>Operations of RFC 6902.</summary>
public static class JsonPatch
{
    /// <summary>A precondition.</summary>
    public static JsonObject Test(string path, JsonNode? value) => new() { ["op"] = "test", ["path"] = path, ["value"] = value };

    /// <summary>Adds or replaces.</summary>
    public static JsonObject Add(string path, JsonNode? value) => new() { ["op"] = "add", ["path"] = path, ["value"] = value };

    /// <summary>Removes what is there.</summary>
    public static JsonObject Remove(string path) => new() { ["op"] = "remove", ["path"] = path };

    /// <summary>A key as a path's segment.</summary>
    public static string Escape(string key) => key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
