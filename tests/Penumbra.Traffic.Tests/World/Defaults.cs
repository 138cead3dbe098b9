using System.Text.Json.Nodes;

namespace Penumbra.Traffic.Tests.World;

/// <summary>What a real API server writes into an HTTPRoute that leaves it out.</summary>
public static class Defaults
{
    public static void Route(JsonObject route)
    {
        if (route["spec"] is not JsonObject spec) return;
        foreach (var parent in Objects(spec["parentRefs"]))
        {
            parent["group"] ??= "gateway.networking.k8s.io";
            parent["kind"] ??= "Gateway";
        }

        foreach (var rule in Objects(spec["rules"]))
        {
            rule["matches"] ??= new JsonArray(new JsonObject());
            foreach (var match in Objects(rule["matches"]))
            {
                match["path"] ??= new JsonObject();
                match["path"]!["type"] ??= "PathPrefix";
                match["path"]!["value"] ??= "/";
                foreach (var header in Objects(match["headers"]).Concat(Objects(match["queryParams"]))) header["type"] ??= "Exact";
            }

            foreach (var filter in Objects(rule["filters"])) Filter(filter);
            foreach (var backend in Objects(rule["backendRefs"]))
            {
                foreach (var filter in Objects(backend["filters"])) Filter(filter);
                backend["group"] ??= "";
                backend["kind"] ??= "Service";
                backend["weight"] ??= 1;
            }
        }
    }

    private static void Filter(JsonObject filter)
    {
        if (filter["requestMirror"] is not JsonObject mirror) return;
        if (mirror["backendRef"] is JsonObject reference)
        {
            reference["group"] ??= "";
            reference["kind"] ??= "Service";
        }

        if (mirror["fraction"] is JsonObject fraction) fraction["denominator"] ??= 100;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray)?.OfType<JsonObject>() ?? [];
}
