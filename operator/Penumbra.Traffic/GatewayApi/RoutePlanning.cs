using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Kubernetes.Client;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>The one write that brings a route to an aim. The same function plans from the cache and, after a conflict, from the live object.</summary>
internal static class RoutePlanning
{
    /// <summary>Creates the launch's own route; null for an existing one, which only its owner can create.</summary>
    public static ObjectWrite? Create(RouteTarget target, TrafficAim aim)
    {
        if (target.Managed is not { } managed || aim.Release) return null;
        var (rules, before) = Aimed(target, managed.List("rules") ?? [], aim);
        var spec = managed.Copy();
        if (rules.Count > 0) spec["rules"] = rules.DeepClone();
        var annotations = new JsonObject { [Keys.OwnerUid] = target.LaunchUid };
        if (aim.Marker is { } marker) annotations[Keys.TrafficOf(target.Services.Apex)] = marker.ToString();
        if (before is not null) annotations[Keys.BeforeOf(target.Services.Apex)] = before.ToString();
        return new ObjectWrite
        {
            Verb = WriteVerb.Create,
            Kind = ResourceKinds.HttpRoute,
            Key = target.Key,
            Body = new JsonObject
            {
                ["apiVersion"] = ResourceKinds.HttpRoute.ApiVersion,
                ["kind"] = ResourceKinds.HttpRoute.Kind,
                ["metadata"] = new JsonObject
                {
                    ["name"] = target.Key.Name,
                    ["namespace"] = target.Key.Namespace,
                    ["labels"] = new JsonObject { [Keys.Launch] = target.Launch },
                    ["annotations"] = annotations,
                },
                ["spec"] = spec,
            },
        };
    }

    /// <summary>Changes a live route; null when it is as it should be, or is not ours to change.</summary>
    public static ObjectWrite? Change(RouteTarget target, JsonObject live, TrafficAim aim)
    {
        if (target.Managed is not null && !IsOurs(target, live)) return null;
        if (Markers.IsFinal(Marker(live, target.Services.Apex), aim)) return null;

        // A route's status may be written at any time: only what the plan rests on is a precondition.
        var patch = new JsonPatch(live);
        patch.Expect("uid");
        patch.Expect("generation");
        patch.ExpectAnnotation(Keys.TrafficOf(target.Services.Apex));

        var spec = live.Object("spec") ?? [];
        var present = spec.List("rules") ?? [];
        var users = target.Managed?.List("rules") ?? UsersRules(target, live);
        var (rules, before) = Aimed(target, users, aim);
        if (target.Managed is { } managed) Follow(patch, spec, managed);
        if (rules.Count > 0) WriteRules(patch, present, rules, spec.ContainsKey("rules"));
        patch.Annotate(Keys.TrafficOf(target.Services.Apex), aim.Release ? null : aim.Marker?.ToString());
        patch.Annotate(Keys.BeforeOf(target.Services.Apex), before?.ToString());
        if (target.Managed is not null) patch.Annotate(Keys.OwnerUid, target.LaunchUid);
        return patch.ToWrite(ResourceKinds.HttpRoute, target.Key);
    }

    /// <summary>The rules of an existing route as its owner wrote them.</summary>
    public static JsonArray UsersRules(RouteTarget target, JsonObject live) =>
        RuleSteering.Unsteer(live.Object("spec").List("rules") ?? [], target.Services, Note(live, target.Services.Apex), target.Pilots);

    /// <summary>Rules without the copies that other launches on the route have made for their pilots: what comes and goes with a neighbour's release is no mistake of the route's.</summary>
    public static JsonArray WithoutNeighbours(JsonArray rules, JsonObject live)
    {
        List<string> candidates = [.. Steered(live).Select(apex => $"{apex}-candidate")];
        bool IsCopy(JsonNode? rule) => rule.List("backendRefs") is { Count: > 0 } references && references.All(reference => candidates.Contains(reference.Text("name") ?? "", StringComparer.Ordinal));
        return candidates.Count == 0 ? rules : new JsonArray([.. rules.Where(rule => !IsCopy(rule)).Select(rule => rule?.DeepClone())]);
    }

    /// <summary>What a live route remembers of an apex Service; null when that is not being steered.</summary>
    public static BeforeNote? Note(JsonObject live, string apex) => BeforeNote.Parse(live.Object("metadata").Object("annotations").Text(Keys.BeforeOf(apex)));

    /// <summary>Whether any launch steers a live route now.</summary>
    public static bool IsSteered(JsonObject live) => Steered(live).Any();

    /// <summary>The apex Services that launches steer on a live route now.</summary>
    public static IEnumerable<string> Steered(JsonObject live) => (live.Object("metadata").Object("annotations") ?? []).Select(annotation => annotation.Key)
        .Where(key => key.StartsWith($"{Keys.Before}.", StringComparison.Ordinal)).Select(key => key[(Keys.Before.Length + 1)..]);

    /// <summary>The marker on a live route for an apex Service; null when there is none or it cannot be read.</summary>
    public static TrafficMarker? Marker(JsonObject live, string apex) => TrafficMarker.Parse(live.Object("metadata").Object("annotations").Text(Keys.TrafficOf(apex)));

    /// <summary>Whether a live route carries the launch's label.</summary>
    public static bool IsOurs(RouteTarget target, JsonObject live) => MadeBy(live) == target.Launch;

    /// <summary>The launch that made a live route; null for a route of somebody else.</summary>
    public static string? MadeBy(JsonObject live) => live.Object("metadata").Object("labels").Text(Keys.Launch);

    private static (JsonArray Rules, BeforeNote? Before) Aimed(RouteTarget target, JsonArray users, TrafficAim aim)
    {
        if (aim.Release || aim.Rest) return (users.Copy(), null);
        var (rules, before) = RuleSteering.Steer(users, target.Services, aim.Share, aim.Pilots ? target.Pilots : []);
        // A route without a rule for the apex is left alone: then there is nothing to remember.
        return before.Weights.Count == 0 ? (rules, null) : (rules, before);
    }

    // The launch's own route follows what the launch says, field by field; rules are written by whoever weighs them.
    private static void Follow(JsonPatch patch, JsonObject present, JsonObject managed)
    {
        var wanted = managed.Copy();
        var (had, has) = (RouteDefaults.OfSpec(present), RouteDefaults.OfSpec(wanted));
        foreach (var field in wanted.Select(pair => pair.Key).Where(field => field != "rules" && wanted[field] is not null).Order(StringComparer.Ordinal))
        {
            if (!JsonNode.DeepEquals(had[field], has[field])) patch.Set($"/spec/{JsonPatch.Escape(field)}", wanted[field]!, present.ContainsKey(field));
        }

        foreach (var field in (ReadOnlySpan<string>)["hostnames", "parentRefs"])
        {
            if (had[field] is not null && has[field] is null) patch.Remove($"/spec/{field}");
        }
    }

    private static void WriteRules(JsonPatch patch, JsonArray present, JsonArray wanted, bool exists)
    {
        if (RouteDefaults.SameRules(present, wanted)) return;
        if (present.Count != wanted.Count || !present.Zip(wanted).All(pair => DiffersInBackendsAlone(pair.First, pair.Second)))
        {
            patch.Set("/spec/rules", wanted, exists);
            return;
        }

        for (var index = 0; index < wanted.Count; index++)
        {
            if (RouteDefaults.SameRule(present[index], wanted[index])) continue;
            var path = string.Create(CultureInfo.InvariantCulture, $"/spec/rules/{index}/backendRefs");
            patch.Set(path, wanted[index]!["backendRefs"]!, true);
        }
    }

    private static bool DiffersInBackendsAlone(JsonNode? present, JsonNode? wanted) =>
        present is JsonObject one && wanted is JsonObject other
        && one["backendRefs"] is JsonArray && other["backendRefs"] is JsonArray
        && RouteDefaults.SameRule(WithoutBackends(one), WithoutBackends(other));

    private static JsonObject WithoutBackends(JsonObject rule)
    {
        var rest = rule.Copy();
        rest.Remove("backendRefs");
        return rest;
    }
}
