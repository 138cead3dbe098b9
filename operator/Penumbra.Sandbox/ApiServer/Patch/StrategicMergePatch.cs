using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Schemas;

namespace Penumbra.Sandbox.ApiServer.Patch;

/// <summary>
/// Strategic merge patch: like a merge patch, but lists with a merge key are merged item by item. Knows <c>$patch</c> (delete, replace, merge),
/// <c>$setElementOrder</c>, <c>$deleteFromPrimitiveList</c> and <c>$retainKeys</c>.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string Order = "$setElementOrder/";
    private const string DeletePrimitives = "$deleteFromPrimitiveList/";
    private const string Retain = "$retainKeys";

    /// <summary>Applies the patch to the target in place.</summary>
    public static void Apply(JsonObject target, JsonObject patch, Schema schema)
    {
        if (patch.Str(Directive) == "replace")
        {
            foreach (var name in target.Select(pair => pair.Key).ToArray()) target.Remove(name);
            foreach (var (name, value) in patch.Where(pair => pair.Key != Directive)) target[name] = value?.DeepClone();
            return;
        }

        if (patch.Arr(Retain) is { } retained)
        {
            var keep = retained.Strings();
            foreach (var name in target.Select(pair => pair.Key).Where(name => !keep.Contains(name)).ToArray()) target.Remove(name);
        }

        foreach (var (name, value) in patch)
        {
            if (name is Directive or Retain || name.StartsWith(Order, StringComparison.Ordinal)) continue;
            if (name.StartsWith(DeletePrimitives, StringComparison.Ordinal)) RemovePrimitives(target, name[DeletePrimitives.Length..], value as JsonArray);
            else Member(target, name, value, schema.Member(name) ?? Schema.Anything);
        }

        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(Order, StringComparison.Ordinal) && value is JsonArray order) Sort(target, name[Order.Length..], order, schema);
        }
    }

    private static void Member(JsonObject target, string name, JsonNode? value, Schema schema)
    {
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject patch when patch.Str(Directive) == "delete":
                target.Remove(name);
                break;
            case JsonObject patch:
                if (target[name] is not JsonObject inner) target[name] = inner = [];
                Apply(inner, patch, schema);
                break;
            case JsonArray patch when schema.PatchMerge:
                if (target[name] is not JsonArray list) target[name] = list = [];
                if (schema.PatchMergeKey is { } key) MergeByKey(list, patch, key, schema.Items ?? Schema.Anything);
                else MergePrimitives(list, patch);
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static void MergeByKey(JsonArray list, JsonArray patch, string key, Schema items)
    {
        if (patch.OfType<JsonObject>().Any(item => item.Str(Directive) == "replace"))
        {
            list.Clear();
            foreach (var item in patch.OfType<JsonObject>().Where(item => item.Str(Directive) != "replace")) list.Add((JsonNode)item.DeepClone());
            return;
        }

        foreach (var item in patch.OfType<JsonObject>())
        {
            var at = IndexOf(list, key, item[key]);
            if (item.Str(Directive) == "delete")
            {
                if (at >= 0) list.RemoveAt(at);
            }
            else if (at >= 0)
            {
                Apply((JsonObject)list[at]!, item, items);
            }
            else
            {
                var made = new JsonObject();
                Apply(made, item, items);
                list.Add((JsonNode)made);
            }
        }
    }

    private static void MergePrimitives(JsonArray list, JsonArray patch)
    {
        foreach (var item in patch)
        {
            if (!list.Any(present => JsonNode.DeepEquals(present, item))) list.Add(item?.DeepClone());
        }
    }

    private static void RemovePrimitives(JsonObject target, string name, JsonArray? gone)
    {
        if (target[name] is not JsonArray list || gone is null) return;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (gone.Any(item => JsonNode.DeepEquals(item, list[i]))) list.RemoveAt(i);
        }
    }

    // Items that the order names come in that order; others stay behind the item that they followed.
    private static void Sort(JsonObject target, string name, JsonArray order, Schema schema)
    {
        if (target[name] is not JsonArray list) return;
        var key = schema.Member(name)?.PatchMergeKey;
        var ranks = new List<(int Rank, int Index, JsonNode? Item)>();
        var last = -1;
        for (var i = 0; i < list.Count; i++)
        {
            var rank = RankOf(list[i], order, key);
            if (rank >= 0) last = rank;
            ranks.Add((rank >= 0 ? rank : last, i, list[i]));
        }

        var sorted = ranks.OrderBy(entry => entry.Rank).ThenBy(entry => entry.Index).Select(entry => entry.Item).ToArray();
        list.Clear();
        foreach (var item in sorted) list.Add(item);
    }

    private static int RankOf(JsonNode? item, JsonArray order, string? key)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (key is null ? JsonNode.DeepEquals(order[i], item) : item is JsonObject && JsonNode.DeepEquals(order[i].At(key), item.At(key))) return i;
        }

        return -1;
    }

    private static int IndexOf(JsonArray list, string key, JsonNode? value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonObject item && JsonNode.DeepEquals(item[key], value)) return i;
        }

        return -1;
    }
}
