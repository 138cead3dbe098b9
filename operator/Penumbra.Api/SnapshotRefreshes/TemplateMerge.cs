using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>
/// Merges a template's spec with an object's own. Objects are merged field by field; a list or a plain value of the object replaces the template's whole. So an application that names its
/// own <c>verify</c> has said all of it. <c>source</c> is one thing: an object that names another source takes nothing of the template's source but strategy and age, and nothing at all of the template that is not
/// for a source of its kind, as no field could undo it. A template's <c>maskKey</c> is for those that mask: an object that does not, and names none itself, has none.
/// </summary>
public static class TemplateMerge
{
    private static readonly string[] Sources = ["cluster", "instance", "snapshotArn", "account"];
    private static readonly string[] OfClusters = ["clusterParameterGroup", "serverless", "engineVersion"];

    /// <summary>The merged spec, without the reference to the template.</summary>
    /// <param name="template">The template's spec; null without one.</param>
    /// <param name="own">The object's spec.</param>
    public static JsonObject Merge(JsonObject? template, JsonObject own)
    {
        var below = template?.DeepClone().AsObject() ?? [];
        if (own["source"] is JsonObject source && Sources.Any(source.ContainsKey)) Fit(below, source);
        var merged = Merged(below, own);
        merged.Remove("templateRef");
        if (!own.ContainsKey("maskKey") && !Masks(merged)) merged.Remove("maskKey");
        return merged;
    }

    // What of the template cannot be for the source that the object names.
    private static void Fit(JsonObject below, JsonObject source)
    {
        var shared = Text(source["snapshotArn"]);
        var isInstance = source.ContainsKey("instance") || (shared is not null && !shared.Contains(":cluster-snapshot:", StringComparison.Ordinal));
        if (below["source"] is JsonObject inherited)
        {
            foreach (var name in Sources) inherited.Remove(name);
            if (shared is not null || (isInstance && Text(inherited["strategy"]) == "Clone")) inherited.Remove("strategy");
        }

        if (!isInstance || below["temporary"] is not JsonObject temporary) return;
        foreach (var name in OfClusters) temporary.Remove(name);
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    private static bool Masks(JsonObject merged) => merged["sanitize"] is JsonArray steps && steps.Any(step => step is JsonObject map && map.ContainsKey("mask"));

    private static JsonObject Merged(JsonObject below, JsonObject above)
    {
        foreach (var (name, value) in above)
        {
            if (value is JsonObject inner && below[name] is JsonObject outer) Merged(outer, inner);
            else below[name] = value?.DeepClone();
        }

        return below;
    }
}
