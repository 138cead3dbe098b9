using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Bench.Clusters;

/// <summary>An object of the seed, ready to be copied.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Uid">Its UID, which others may name.</param>
/// <param name="Json">The object without what the API server gives.</param>
/// <param name="HasStatus">Whether a status is written after it.</param>
public sealed record SeedObject(ResourceType Type, string Uid, string Json, bool HasStatus)
{
    /// <summary>The port at which copies of pods say that they can be scraped.</summary>
    public const string PortPlaceholder = "11111";

    public static IEnumerable<SeedObject> Of(ResourceType type, JsonObject stored)
    {
        var obj = (JsonObject)stored.DeepClone();
        var metadata = (JsonObject)obj["metadata"]!;
        var uid = metadata["uid"]!.GetValue<string>();
        foreach (var name in (string[])["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "ownerReferences"]) metadata.Remove(name);
        if (obj["status"] is { } status) Young(status);
        if (type == BuiltInTypes.Service && obj["spec"] is JsonObject spec)
        {
            spec.Remove("clusterIP");
            spec.Remove("clusterIPs");
        }

        if (type == BuiltInTypes.Pod)
        {
            if (metadata["annotations"] is not JsonObject annotations) metadata["annotations"] = annotations = [];
            annotations["prometheus.io/port"] = PortPlaceholder;
            obj["status"]!["podIP"] = "127.0.0.1";
            obj["status"]!.AsObject().Remove("podIPs");
        }

        if (type != BuiltInTypes.EndpointSlice || metadata["labels"]?["kubernetes.io/service-name"]?.GetValue<string>() != Seed.Name)
        {
            yield return new SeedObject(type, uid, obj.ToJsonString(), obj["status"] is not null);
            yield break;
        }

        // A Service of many pods has several slices: the apex's one becomes two.
        var endpoints = (obj["endpoints"] as JsonArray ?? []).Select(endpoint => endpoint!.DeepClone()).ToList();
        for (var half = 0; half < 2; half++)
        {
            var part = (JsonObject)obj.DeepClone();
            part["metadata"]!["name"] = $"{metadata["name"]!.GetValue<string>()}-{half}";
            part["endpoints"] = new JsonArray([.. endpoints.Where((_, index) => index % 2 == half).Select(endpoint => endpoint.DeepClone())]);
            yield return new SeedObject(type, $"{uid}-{half}", part.ToJsonString(), false);
        }
    }

    /// <summary>The object under another name.</summary>
    public JsonObject Copy(string ns, string name, int port, IReadOnlyDictionary<string, string> uids)
    {
        var json = Json.Replace(Seed.Name, name, StringComparison.Ordinal).Replace(LiveCluster.Namespace, ns, StringComparison.Ordinal).Replace($"\"{PortPlaceholder}\"", $"\"{port}\"", StringComparison.Ordinal);
        foreach (var (from, to) in uids) json = json.Replace(from, to, StringComparison.Ordinal);
        return Manifests.Read(json);
    }

    // A copy is of its first generation, and seen as such.
    private static void Young(JsonNode node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items.OfType<JsonNode>()) Young(item);
        }
        else if (node is JsonObject members)
        {
            if (members.ContainsKey("observedGeneration")) members["observedGeneration"] = 1;
            foreach (var (_, member) in members.ToList())
            {
                if (member is JsonObject or JsonArray) Young(member);
            }
        }
    }
}
