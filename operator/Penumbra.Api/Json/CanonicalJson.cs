using System.Text.Json.Nodes;

namespace Penumbra.Api.Json;

/// <summary>JSON whose members are in one order, as they mean the same in any: digests are made of it.</summary>
public static class CanonicalJson
{
    /// <summary>A copy with the members of each object sorted by name, ordinally.</summary>
    public static JsonNode? Of(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, Of(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Of)]),
        _ => node?.DeepClone(),
    };
}
