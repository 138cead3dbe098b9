using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer.Schemas;

/// <summary>Fills in the defaults of a schema.</summary>
internal static class Defaulter
{
    /// <summary>Sets in place what is missing and has a default. A null where null is not allowed counts as missing.</summary>
    public static void Apply(JsonNode? node, Schema schema)
    {
        switch (node)
        {
            case JsonObject obj:
                foreach (var (name, member) in schema.Properties)
                {
                    var present = obj.TryGetPropertyValue(name, out var value);
                    if (present && value is null && !member.Nullable)
                    {
                        obj.Remove(name);
                        present = false;
                    }

                    if (!present && member.Default is { } fallback) obj[name] = fallback.DeepClone();
                }

                foreach (var (name, value) in obj.ToArray())
                {
                    if (value is null && !schema.Properties.ContainsKey(name) && schema.AdditionalProperties is { Nullable: false, Type: not null }) obj.Remove(name);
                    if (value is not null && schema.Member(name) is { } member) Apply(value, member);
                }

                break;
            case JsonArray array when schema.Items is { } items:
                foreach (var item in array) Apply(item, items);
                break;
        }
    }
}
