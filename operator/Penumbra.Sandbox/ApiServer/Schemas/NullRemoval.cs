using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Schemas;

/// <summary>A null in a built-in kind is an absent field, as the decoder of a real API server has it.</summary>
internal static class NullRemoval
{
    public static void Apply(JsonNode? node, Schema schema)
    {
        if (schema.PreserveUnknown && schema.Properties.Count == 0) return;
        switch (node)
        {
            case JsonObject obj:
                foreach (var (name, value) in obj.ToArray())
                {
                    if (schema.Member(name) is not { } member) continue;
                    if (value is null && schema.Properties.ContainsKey(name)) obj.Remove(name);
                    else Apply(value, member);
                }

                break;
            case JsonArray array when schema.Items is { } items:
                foreach (var item in array) Apply(item, items);
                break;
        }
    }
}
