using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Views;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.Istio;

/// <summary>The one write that makes a VirtualService copy a share. The same function plans from the cache and, after a conflict, from the live object.</summary>
internal static class VirtualServiceMirroring
{
    /// <summary>The write; null when the object is as it should be.</summary>
    /// <param name="key">Where the object is.</param>
    /// <param name="services">The Services.</param>
    /// <param name="named">The names of the HTTP routes that copy; none is all that lead to live.</param>
    /// <param name="live">The object.</param>
    /// <param name="sample">The share; null for none, and without a trace of ours.</param>
    public static ObjectWrite? Change(ObjectKey key, MeshServices services, IReadOnlyList<string> named, JsonObject live, Share? sample)
    {
        var patch = new JsonPatch(live);
        patch.Expect("uid");
        patch.Expect("generation");
        var present = Http(live);
        var wanted = sample is { } share ? HttpMirroring.Mirror(present, services, named, share) : HttpMirroring.Unmirror(present, services);
        for (var index = 0; index < present.Count; index++)
        {
            if (present[index] is not JsonObject route || JsonNode.DeepEquals(route, wanted[index])) continue;
            var path = string.Create(CultureInfo.InvariantCulture, $"/spec/http/{index}");
            foreach (var field in (ReadOnlySpan<string>)["name", "match"])
            {
                if (route[field] is { } value) patch.ExpectAt($"{path}/{field}", value);
            }

            if (wanted[index]!["mirrors"] is { } mirrors) patch.Set($"{path}/mirrors", mirrors, route.ContainsKey("mirrors"));
            else patch.Remove($"{path}/mirrors");
        }

        return patch.ToWrite(ResourceKinds.VirtualService, key);
    }

    /// <summary>The HTTP routes of a live object; none when it has none.</summary>
    public static JsonArray Http(JsonObject live) => live.Object("spec").List("http") ?? [];

    /// <summary>An object as a tree, as far as it was kept: what a live one looks like to the planning.</summary>
    public static JsonObject Tree(CustomView view)
    {
        var metadata = new JsonObject { ["name"] = view.Name, ["namespace"] = view.Namespace, ["uid"] = view.Uid };
        if (view.Generation is { } generation) metadata["generation"] = generation;
        return new JsonObject { ["metadata"] = metadata, ["spec"] = view.Spec?.Parse() as JsonObject ?? [] };
    }
}
