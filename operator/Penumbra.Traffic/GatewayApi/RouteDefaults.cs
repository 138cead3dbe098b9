using System.Text.Json.Nodes;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>
/// What the API server adds to an HTTPRouteSpec that leaves it out (Gateway API v1, both channels): two specs are the same when they are equal
/// after it. Without this a route as the user wrote it would always differ from the route as it is stored.
/// </summary>
internal static class RouteDefaults
{
    /// <summary>Whether two values of <c>spec</c> mean the same.</summary>
    public static bool SameSpec(JsonObject left, JsonObject right) => JsonNode.DeepEquals(OfSpec(left), OfSpec(right));

    /// <summary>Whether two values of <c>spec.rules</c> mean the same.</summary>
    public static bool SameRules(JsonArray left, JsonArray right) =>
        left.Count == right.Count && left.Zip(right).All(pair => SameRule(pair.First, pair.Second));

    /// <summary>Whether two rules mean the same.</summary>
    public static bool SameRule(JsonNode? left, JsonNode? right) =>
        left is JsonObject one && right is JsonObject other ? JsonNode.DeepEquals(OfRule(one), OfRule(other)) : JsonNode.DeepEquals(left, right);

    /// <summary>A spec with the defaults written out.</summary>
    public static JsonObject OfSpec(JsonObject spec)
    {
        var full = spec.Copy();
        DropEmpty(full, "hostnames");
        DropEmpty(full, "parentRefs");
        foreach (var parent in full.List("parentRefs").Objects())
        {
            Default(parent, "group", "gateway.networking.k8s.io");
            Default(parent, "kind", "Gateway");
        }

        if (full.List("rules") is not { Count: > 0 }) full["rules"] = new JsonArray(new JsonObject());
        full["rules"] = new JsonArray([.. full.List("rules")!.Select(rule => rule is JsonObject fields ? OfRule(fields) : rule?.DeepClone())]);
        return full;
    }

    /// <summary>A rule with the defaults written out.</summary>
    public static JsonObject OfRule(JsonObject rule)
    {
        var full = rule.Copy();
        full["matches"] = new JsonArray([.. PilotRules.OwnMatches(rule).Select(OfMatch)]);
        DropEmpty(full, "filters");
        DropEmpty(full, "backendRefs");
        foreach (var reference in full.List("backendRefs").Objects())
        {
            OfBackend(reference);
            Default(reference, "weight", 1);
            DropEmpty(reference, "filters");
            foreach (var filter in reference.List("filters").Objects()) OfFilter(filter);
        }

        foreach (var filter in full.List("filters").Objects()) OfFilter(filter);
        return full;
    }

    /// <summary>A match with the defaults written out.</summary>
    public static JsonObject OfMatch(JsonObject match)
    {
        var full = match.Copy();
        Default(full, "path", new JsonObject());
        if (full.Object("path") is { } path)
        {
            Default(path, "type", "PathPrefix");
            Default(path, "value", "/");
        }

        DropEmpty(full, "headers");
        DropEmpty(full, "queryParams");
        foreach (var header in full.List("headers").Objects()) Default(header, "type", "Exact");
        foreach (var parameter in full.List("queryParams").Objects()) Default(parameter, "type", "Exact");
        return full;
    }

    private static void OfFilter(JsonObject filter)
    {
        if (filter.Object("requestRedirect") is { } redirect) Default(redirect, "statusCode", 302);
        if (filter.Object("cors") is { } cors) Default(cors, "maxAge", 5);
        if (filter.Object("requestMirror") is not { } mirror) return;
        if (mirror.Object("backendRef") is { } reference) OfBackend(reference);
        if (mirror.Object("fraction") is { } fraction) Default(fraction, "denominator", 100);
    }

    private static void OfBackend(JsonObject reference)
    {
        Default(reference, "group", "");
        Default(reference, "kind", "Service");
    }

    private static void Default(JsonObject fields, string name, JsonNode value)
    {
        if (fields[name] is null) fields[name] = value;
    }

    private static void DropEmpty(JsonObject fields, string name)
    {
        if (fields.ContainsKey(name) && fields[name] is null or JsonArray { Count: 0 }) fields.Remove(name);
    }
}
