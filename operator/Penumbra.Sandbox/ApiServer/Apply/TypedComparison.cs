using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Schemas;

namespace Penumbra.Sandbox.ApiServer.Apply;

/// <summary>What differs between two states of an object, field by field as its schema divides it.</summary>
/// <param name="Added">Paths that only the second has.</param>
/// <param name="Modified">Paths with another value.</param>
/// <param name="Removed">Paths that only the first has.</param>
internal sealed record TypedComparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    public static TypedComparison Of(JsonNode? before, JsonNode? after, Schema schema)
    {
        var result = new TypedComparison(new FieldSet(), new FieldSet(), new FieldSet());
        Compare(before, after, schema, result.Added, result.Modified, result.Removed);
        result.Added.Trim();
        result.Modified.Trim();
        result.Removed.Trim();
        return result;
    }

    private static void Compare(JsonNode? before, JsonNode? after, Schema schema, FieldSet added, FieldSet modified, FieldSet removed)
    {
        if (before is JsonObject or null && after is JsonObject or null && (before ?? after) is JsonObject && !schema.AtomicMap)
        {
            var (was, now) = (before as JsonObject, after as JsonObject);
            foreach (var name in (was ?? []).Select(pair => pair.Key).Union((now ?? []).Select(pair => pair.Key)))
            {
                Child(was, now, name, schema.Member(name) ?? Schema.Anything, added, modified, removed);
            }
        }
        else if (before is JsonArray or null && after is JsonArray or null && (before ?? after) is JsonArray && PathStep.IsGranular(schema))
        {
            var (was, now) = (Items(before, schema), Items(after, schema));
            foreach (var step in was.Keys.Union(now.Keys))
            {
                Pair(was.GetValueOrDefault(step), now.GetValueOrDefault(step), was.ContainsKey(step), now.ContainsKey(step), step, schema.Items ?? Schema.Anything, added, modified, removed);
            }
        }
        else if (before is not null && after is not null && !JsonNode.DeepEquals(before, after))
        {
            modified.IsMember = true;
        }
    }

    private static void Child(JsonObject? was, JsonObject? now, string name, Schema schema, FieldSet added, FieldSet modified, FieldSet removed)
    {
        JsonNode? before = null;
        JsonNode? after = null;
        var had = was?.TryGetPropertyValue(name, out before) == true;
        var has = now?.TryGetPropertyValue(name, out after) == true;
        Pair(before, after, had, has, PathStep.Field(name), schema, added, modified, removed);
    }

    private static void Pair(JsonNode? before, JsonNode? after, bool had, bool has, string step, Schema schema, FieldSet added, FieldSet modified, FieldSet removed)
    {
        // Most of an object is what it was.
        if (had && has && JsonNode.DeepEquals(before, after)) return;
        var (a, m, r) = (added.At(step), modified.At(step), removed.At(step));
        if (!had) a.IsMember = true;
        else if (!has) r.IsMember = true;
        Compare(before, after, schema, a, m, r);
    }

    private static Dictionary<string, JsonNode?> Items(JsonNode? list, Schema schema)
    {
        var items = new Dictionary<string, JsonNode?>();
        foreach (var item in list as JsonArray ?? []) items.TryAdd(PathStep.Item(item, schema), item);
        return items;
    }
}
