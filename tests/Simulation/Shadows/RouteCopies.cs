using System.Globalization;
using System.Text.Json.Nodes;

namespace Penumbra.Simulation.Shadows;

/// <summary>Filters that copy requests, in rules of a route as it is stored.</summary>
public static class RouteCopies
{
    /// <summary>The filters of a rule that copy to a Service of this name, and which share of the requests: null where they say none, which means all.</summary>
    public static IEnumerable<(JsonObject Filter, double? Share)> Of(JsonObject rule, string server)
    {
        foreach (var filter in (rule["filters"]?.AsArray() ?? []).OfType<JsonObject>())
        {
            if (filter["type"]?.GetValue<string>() != "RequestMirror" || filter["requestMirror"] is not JsonObject mirror || mirror["backendRef"]?["name"]?.GetValue<string>() != server) continue;
            double Number(JsonNode node) => double.Parse(node.ToString(), CultureInfo.InvariantCulture);
            yield return (filter, mirror["percent"] is { } percent ? Number(percent) / 100
                : mirror["fraction"] is { } fraction ? Number(fraction["numerator"]!) / (fraction["denominator"] is { } whole ? Number(whole) : 100) : null);
        }
    }

    /// <summary>All of a route.</summary>
    public static IEnumerable<(JsonObject Rule, double? Share)> OfRoute(JsonObject? route, string server) =>
        (route?["spec"]?["rules"]?.AsArray() ?? []).OfType<JsonObject>().SelectMany(rule => Of(rule, server).Select(copy => (rule, copy.Share)));

    /// <summary>The route's spec without them.</summary>
    public static JsonNode Without(JsonObject route, string server)
    {
        var spec = route["spec"]!.DeepClone();
        foreach (var rule in spec["rules"]!.AsArray().OfType<JsonObject>())
        {
            foreach (var (filter, _) in Of(rule, server).ToList()) rule["filters"]!.AsArray().Remove(filter);
            if (rule["filters"] is JsonArray { Count: 0 }) rule.Remove("filters");
        }

        return spec;
    }
}
