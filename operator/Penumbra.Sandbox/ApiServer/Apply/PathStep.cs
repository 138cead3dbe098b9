using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Schemas;

namespace Penumbra.Sandbox.ApiServer.Apply;

/// <summary>The steps of field paths: members, items of map lists by their keys, items of sets by their value.</summary>
internal static class PathStep
{
    public static string Field(string name) => "f:" + name;

    /// <summary>The step to an item of a map list or a set.</summary>
    public static string Item(JsonNode? item, Schema list)
    {
        if (list.ListType == "set") return "v:" + (item?.ToJsonString(JsonText.Relaxed) ?? "null");
        var key = new JsonObject();
        foreach (var name in list.ListKeys.Order(StringComparer.Ordinal))
        {
            var value = item.At(name) ?? list.Items?.Member(name)?.Default;
            if (value is not null) key[name] = value.DeepClone();
        }

        return "k:" + key.ToJsonString(JsonText.Relaxed);
    }

    /// <summary>Whether the items of a list are owned one by one.</summary>
    public static bool IsGranular(Schema list) => list.ListType is "map" or "set";

    /// <summary>The step as messages show it.</summary>
    public static string Show(string step)
    {
        if (step.StartsWith("f:", StringComparison.Ordinal)) return "." + step[2..];
        if (step.StartsWith("v:", StringComparison.Ordinal)) return $"[={step[2..]}]";
        if (step.StartsWith("i:", StringComparison.Ordinal)) return $"[{step[2..]}]";
        var key = JsonNode.Parse(step[2..]) as JsonObject ?? [];
        return $"[{string.Join(",", key.Select(pair => $"{pair.Key}={pair.Value?.ToJsonString(JsonText.Relaxed)}"))}]";
    }
}
