using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.Istio;

/// <summary>What a person must change before a VirtualService can copy requests: known before the first pod of a shadow exists.</summary>
internal static class VirtualServiceCheck
{
    /// <summary>The problems of one VirtualService, in a stable order.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The entry of the shadow that names it.</param>
    /// <param name="services">The Services.</param>
    /// <param name="named">The names of the HTTP routes that copy; none is all that lead to live.</param>
    /// <param name="live">The object; null when it does not exist.</param>
    public static IEnumerable<Problem> Problems(string name, string path, MeshServices services, IReadOnlyList<string> named, JsonObject? live)
    {
        if (live is null)
        {
            yield return new Problem(Reason.RouteNotFound, $"{path}.name", $"there is no VirtualService {name} in namespace {services.Namespace}; create it, or name the one that leads to Service {services.Live}");
            yield break;
        }

        var http = VirtualServiceMirroring.Http(live);
        for (var index = 0; index < named.Count; index++)
        {
            if (OfNamed(name, $"{path}.routes[{index}]", services, http, named[index]) is { } problem) yield return problem;
        }

        if (named.Count == 0 && !http.Any(services.LeadsToLive))
            yield return new Problem(Reason.RouteNamesOtherServices, $"{path}.name", $"no HTTP route of VirtualService {name} leads to Service {services.Live}; add one, or correct spec.live.service");

        if (BindsMesh(live.Object("spec")))
        {
            yield return new Problem(Reason.MirroringUnsupported, $"{path}.name",
                $"VirtualService {name} also binds the mesh (gateways names mesh, or nothing, which means mesh), which would copy the comparison server's own requests again; use one that only Gateways are bound to");
        }

        foreach (var route in http.Where(route => HttpMirroring.Copies(route, services, named) && route.Object("mirror") is not null))
        {
            yield return new Problem(Reason.RouteContested, $"{path}.name",
                $"HTTP route {route.Text("name") ?? "without a name"} of VirtualService {name} has a mirror, and Istio refuses mirror beside mirrors; write it as an entry of mirrors (destination, percentage)");
        }
    }

    private static Problem? OfNamed(string name, string path, MeshServices services, JsonArray http, string route)
    {
        var found = http.Where(candidate => candidate.Text("name") == route).ToList();
        if (found.Count == 0) return new Problem(Reason.RouteNotFound, path, $"VirtualService {name} has no HTTP route of the name {route}; name one that it has, or none for all that lead to Service {services.Live}");
        return found.Exists(services.LeadsToLive) ? null
            : new Problem(Reason.RouteNamesOtherServices, path, $"HTTP route {route} of VirtualService {name} does not lead to Service {services.Live}; name one that does");
    }

    // One without hosts is a delegate: where it applies is said by the VirtualService that delegates to it.
    private static bool BindsMesh(JsonObject? spec)
    {
        if (spec.List("hosts") is not { Count: > 0 }) return false;
        return spec.List("gateways") is not { Count: > 0 } gateways || gateways.Any(gateway => gateway is JsonValue value && value.TryGetValue<string>(out var name) && name == "mesh");
    }
}
