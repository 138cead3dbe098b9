using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Kubernetes.Views;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>Makes a revision's Deployment out of the template: the same pods, told apart by our keys, and owned by nobody that could take them along.</summary>
public static class RevisionManifest
{
    /// <summary>The Deployment of a revision.</summary>
    /// <param name="template">The template as it is stored.</param>
    /// <param name="launch">The launch.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="replicas">How many pods.</param>
    /// <param name="attempt">Which attempt at it this is.</param>
    /// <param name="outcome">How that has ended; null while it has not.</param>
    public static JsonObject Make(JsonObject template, CustomView launch, string revision, int replicas, int attempt = 1, RevisionOutcome? outcome = null)
    {
        var spec = (JsonObject)template["spec"]!.DeepClone();
        var pods = (JsonObject)spec["template"]!;
        var own = new KeyValuePair<string, string>[] { new(Keys.Launch, launch.Name), new(Keys.Revision, revision) };
        foreach (var (key, value) in own)
        {
            Map(Map(spec, "selector"), "matchLabels")[key] = value;
            Map(Map(pods, "metadata"), "labels")[key] = value;
        }

        Confine(pods["spec"] as JsonObject, revision);
        var annotations = new JsonObject { [Keys.OwnerUid] = launch.Uid, [Keys.Attempt] = attempt.ToString(CultureInfo.InvariantCulture) };
        if (outcome is { } ended) annotations[Keys.Outcome] = $"{attempt}/{ended}";
        spec["replicas"] = replicas;
        spec.Remove("paused");
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{template["metadata"]!["name"]!.GetValue<string>()}-{revision}",
                ["namespace"] = launch.Namespace,
                ["labels"] = new JsonObject { [Keys.Launch] = launch.Name, [Keys.Revision] = revision, ["app.kubernetes.io/managed-by"] = "penumbra" },
                ["annotations"] = annotations,
            },
            ["spec"] = spec,
        };
    }

    /// <summary>The digest of a live template.</summary>
    public static PodTemplateDigest Digest(JsonObject template)
    {
        using var document = JsonDocument.Parse(template["spec"]!["template"]!.ToJsonString());
        return PodTemplateDigestConverter.Digest(document.RootElement);
    }

    // Pods of different revisions must not push each other off the nodes: the selectors of anti-affinity and topology spread gain the revision.
    private static void Confine(JsonObject? pod, string revision)
    {
        foreach (var constraint in (pod?["topologySpreadConstraints"] as JsonArray ?? []).OfType<JsonObject>()) Narrow(constraint, revision);
        if (pod?["affinity"]?["podAntiAffinity"] is not JsonObject anti) return;
        foreach (var term in (anti["requiredDuringSchedulingIgnoredDuringExecution"] as JsonArray ?? []).OfType<JsonObject>()) Narrow(term, revision);
        foreach (var weighted in (anti["preferredDuringSchedulingIgnoredDuringExecution"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (weighted["podAffinityTerm"] is JsonObject term) Narrow(term, revision);
        }
    }

    private static void Narrow(JsonObject holder, string revision)
    {
        if (holder["labelSelector"] is JsonObject selector) Map(selector, "matchLabels")[Keys.Revision] = revision;
    }

    private static JsonObject Map(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject map) return map;
        var made = new JsonObject();
        parent[name] = made;
        return made;
    }
}
