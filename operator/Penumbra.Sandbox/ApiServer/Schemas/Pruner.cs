using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Schemas;

/// <summary>Removes what no schema declares, and says where it was.</summary>
internal static class Pruner
{
    private static readonly string[] ObjectMembers = ["apiVersion", "kind", "metadata"];

    /// <summary>Prunes the object in place; its apiVersion, kind and metadata always stay. Adds the path of each removed field.</summary>
    public static void PruneObject(JsonObject obj, Schema schema, List<string> removed) => Members(obj, schema, "", isObject: true, removed);

    private static void Value(JsonNode? node, Schema schema, string path, List<string> removed)
    {
        switch (node)
        {
            case JsonObject obj:
                Members(obj, schema, path, schema.Embedded, removed);
                break;
            case JsonArray array when schema.Items is { } items:
                for (var i = 0; i < array.Count; i++) Value(array[i], items, $"{path}[{i}]", removed);
                break;
        }
    }

    private static void Members(JsonObject obj, Schema schema, string path, bool isObject, List<string> removed)
    {
        foreach (var (name, value) in obj.ToArray())
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (isObject && ObjectMembers.Contains(name) && !(schema.Properties.ContainsKey(name) && name != "metadata")) continue;
            if (schema.Member(name) is { } member)
            {
                Value(value, member, at, removed);
            }
            else if (!schema.PreserveUnknown)
            {
                obj.Remove(name);
                removed.Add(at);
            }
        }
    }
}
