using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Schemas;

namespace Penumbra.Sandbox.ApiServer.Apply;

/// <summary>The operations of server-side apply on values: the fields of a configuration, its merge into an object, and removal.</summary>
internal static class TypedMerge
{
    /// <summary>The paths that a configuration sets.</summary>
    public static FieldSet Fields(JsonNode? value, Schema schema)
    {
        var set = new FieldSet();
        Collect(value, schema, set);
        return set;
    }

    /// <summary>The path of the first field that the schema does not declare, or null.</summary>
    public static string? Undeclared(JsonNode? value, Schema schema, string path = "")
    {
        switch (value)
        {
            case JsonObject obj:
                foreach (var (name, member) in obj)
                {
                    var declared = schema.Member(name);
                    if (declared is null && !schema.PreserveUnknown) return $"{path}.{name}";
                    if (declared is not null && Undeclared(member, declared, $"{path}.{name}") is { } found) return found;
                }

                return null;
            case JsonArray array when schema.Items is { } items:
                foreach (var item in array)
                {
                    var step = PathStep.IsGranular(schema) ? PathStep.Show(PathStep.Item(item, schema)) : "[]";
                    if (Undeclared(item, items, path + step) is { } found) return found;
                }

                return null;
            default:
                return null;
        }
    }

    /// <summary>The live value with the configuration laid over it.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? config, Schema schema)
    {
        switch (config)
        {
            case JsonObject patch when live is JsonObject target && !schema.AtomicMap:
                var merged = (JsonObject)target.DeepClone();
                foreach (var (name, value) in patch) merged[name] = Merge(target[name], value, schema.Member(name) ?? Schema.Anything);
                return merged;
            case JsonArray patch when live is JsonArray target && PathStep.IsGranular(schema):
                return MergeItems(target, patch, schema);
            default:
                return config?.DeepClone();
        }
    }

    /// <summary>Removes in place what is in the set, unless it or something below it is kept.</summary>
    public static void Remove(JsonNode? value, Schema schema, FieldSet removed, FieldSet kept)
    {
        foreach (var (step, child) in removed.Children)
        {
            var keep = kept.Children.TryGetValue(step, out var found) ? found : new FieldSet();

            // The metadata stays with what nobody owns in it, such as a finalizer that a deletion has added.
            // An item of a list goes with the last who holds the item itself, whoever holds a field in it.
            var isKept = step.StartsWith("f:", StringComparison.Ordinal) ? !keep.IsEmpty : keep.IsMember;
            if (child.IsMember && !isKept && step != "f:metadata") Drop(value, schema, step);
            else if (Find(value, schema, step) is var (inner, innerSchema) && inner is not null) Remove(inner, innerSchema, child, keep);
        }
    }

    private static void Collect(JsonNode? value, Schema schema, FieldSet set)
    {
        switch (value)
        {
            case JsonObject obj when !schema.AtomicMap:
                foreach (var (name, member) in obj)
                {
                    var child = set.At(PathStep.Field(name));
                    Collect(member, schema.Member(name) ?? Schema.Anything, child);
                    child.IsMember |= member is null or JsonObject { Count: 0 } || !schema.Properties.ContainsKey(name);
                }

                break;
            case JsonArray array when PathStep.IsGranular(schema):
                foreach (var item in array)
                {
                    var child = set.At(PathStep.Item(item, schema));
                    Collect(item, schema.Items ?? Schema.Anything, child);
                    child.IsMember = true;
                }

                break;
            default:
                set.IsMember = true;
                break;
        }
    }

    // The configuration's order holds; items that only the object has stay where they were between them.
    private static JsonArray MergeItems(JsonArray live, JsonArray config, Schema schema)
    {
        var items = schema.Items ?? Schema.Anything;
        var wished = config.Select(item => (Step: PathStep.Item(item, schema), Item: item)).ToList();
        var present = live.Select(item => (Step: PathStep.Item(item, schema), Item: item)).ToList();
        var wishedSteps = wished.Select(entry => entry.Step).ToHashSet();
        var merged = new JsonArray();
        var at = 0;
        foreach (var (step, item) in wished)
        {
            while (at < present.Count && !wishedSteps.Contains(present[at].Step)) merged.Add(present[at++].Item?.DeepClone());
            var match = present.FirstOrDefault(entry => entry.Step == step);
            merged.Add(match.Step is null ? item?.DeepClone() : Merge(match.Item, item, items));
            if (at < present.Count && present[at].Step == step) at++;
        }

        for (; at < present.Count; at++)
        {
            if (!wishedSteps.Contains(present[at].Step)) merged.Add(present[at].Item?.DeepClone());
        }

        return merged;
    }

    private static void Drop(JsonNode? value, Schema schema, string step)
    {
        if (value is JsonObject obj) obj.Remove(step[2..]);
        else if (value is JsonArray array && IndexOf(array, schema, step) is var at and >= 0) array.RemoveAt(at);
    }

    private static (JsonNode? Value, Schema Schema) Find(JsonNode? value, Schema schema, string step) => value switch
    {
        JsonObject obj => (obj[step[2..]], schema.Member(step[2..]) ?? Schema.Anything),
        JsonArray array when IndexOf(array, schema, step) is var at and >= 0 => (array[at], schema.Items ?? Schema.Anything),
        _ => (null, schema),
    };

    private static int IndexOf(JsonArray array, Schema schema, string step)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (PathStep.Item(array[i], schema) == step) return i;
        }

        return -1;
    }
}
