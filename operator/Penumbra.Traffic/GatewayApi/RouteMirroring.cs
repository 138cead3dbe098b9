using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>The one write that makes a route copy a share. The same function plans from the cache and, after a conflict, from the live object.</summary>
internal static class RouteMirroring
{
    /// <summary>The write; null when the route is as it should be.</summary>
    /// <param name="key">Where the route is.</param>
    /// <param name="services">The Services.</param>
    /// <param name="live">The route.</param>
    /// <param name="sample">The share; null for none, and without a trace of ours.</param>
    public static ObjectWrite? Change(ObjectKey key, MirroredServices services, JsonObject live, Share? sample)
    {
        // A route's status may be written at any time: only what the plan rests on is a precondition.
        var patch = new JsonPatch(live);
        patch.Expect("uid");
        patch.Expect("generation");
        var present = Rules(live);
        var wanted = sample is { } share ? RuleMirroring.Mirror(present, services, share, RoutePlanning.IsSteered(live)) : RuleMirroring.Unmirror(present, services);
        for (var index = 0; index < present.Count; index++)
        {
            if (present[index] is not JsonObject rule || JsonNode.DeepEquals(rule, wanted[index])) continue;
            var path = string.Create(CultureInfo.InvariantCulture, $"/spec/rules/{index}");
            if (rule["matches"] is { } matches) patch.ExpectAt($"{path}/matches", matches);
            Write(patch, path, rule, (JsonObject)wanted[index]!);
            var (references, others) = (rule.List("backendRefs"), wanted[index].List("backendRefs"));
            for (var backend = 0; backend < (references?.Count ?? 0); backend++)
            {
                if (references![backend] is JsonObject reference && others![backend] is JsonObject other)
                    Write(patch, string.Create(CultureInfo.InvariantCulture, $"{path}/backendRefs/{backend}"), reference, other);
            }
        }

        return patch.ToWrite(ResourceKinds.HttpRoute, key);
    }

    /// <summary>The route's spec as people wrote it: without our filter, and without what launches that steer it now have made of it. A step of theirs is no edit.</summary>
    public static JsonObject Written(JsonObject live, MirroredServices services)
    {
        var spec = live.Object("spec")?.Copy() ?? [];
        if (!spec.ContainsKey("rules")) return spec;
        var rules = RuleMirroring.Unmirror(Rules(live), services);
        foreach (var apex in RoutePlanning.Steered(live))
            rules = RuleSteering.Unsteer(rules, new SteeredServices(services.Namespace, apex, new TrafficSpec { Service = apex }.CandidateService), RoutePlanning.Note(live, apex), []);
        spec["rules"] = rules;
        return spec;
    }

    /// <summary>The rules of a live route; none when it has none.</summary>
    public static JsonArray Rules(JsonObject live) => live.Object("spec").List("rules") ?? [];

    private static void Write(JsonPatch patch, string holder, JsonObject present, JsonObject wanted)
    {
        if (JsonNode.DeepEquals(present["filters"], wanted["filters"])) return;
        if (wanted["filters"] is { } filters) patch.Set($"{holder}/filters", filters, present.ContainsKey("filters"));
        else patch.Remove($"{holder}/filters");
    }
}
