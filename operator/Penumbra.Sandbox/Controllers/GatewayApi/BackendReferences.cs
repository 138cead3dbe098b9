using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.GatewayApi;

/// <summary>Resolves the backendRefs of routes.</summary>
internal static class BackendReferences
{
    /// <summary>Every backend that the route names, in rules and in mirrors.</summary>
    public static IEnumerable<JsonObject> All(JsonObject route)
    {
        foreach (var rule in route.Items("spec", "rules"))
        {
            foreach (var backend in rule.Items("backendRefs"))
            {
                yield return backend;
                foreach (var mirror in Mirrors(backend))
                    yield return mirror;
            }
            foreach (var mirror in Mirrors(rule))
                yield return mirror;
        }
    }

    /// <summary>Why the reference cannot be used (reason and message), or null when it can.</summary>
    public static (string Reason, string Message)? Problem(IClusterApi cluster, JsonObject route, JsonObject backend)
    {
        var name = backend.Text("name") ?? "";
        if ((backend.Text("group") ?? "") != "" || (backend.Text("kind") ?? "Service") != "Service")
            return ("InvalidKind", $"kind {backend.Text("kind")} of backend {name} is not supported");
        var space = backend.Text("namespace") ?? route.Space();
        if (space != route.Space() && !IsGranted(cluster, route, space, name))
            return ("RefNotPermitted", $"no ReferenceGrant in namespace {space} permits the reference to Service {name}");
        if (cluster.Get(BuiltInTypes.Service, space, name) is not { } service)
            return ("BackendNotFound", $"Service {space}/{name} not found");
        var port = backend.Number("port");
        return service.Items("spec", "ports").Any(candidate => candidate.Number("port") == port) ? null
            : ("BackendNotFound", $"Service {space}/{name} has no port {port?.ToString() ?? "(none given)"}");
    }

    private static IEnumerable<JsonObject> Mirrors(JsonObject holder)
        => holder.Items("filters").Select(filter => filter.Map("requestMirror", "backendRef")).OfType<JsonObject>();

    private static bool IsGranted(IClusterApi cluster, JsonObject route, string? space, string name)
    {
        if (cluster.FindType(GatewayNames.Group, "referencegrants") is not { } type)
            return false;
        return cluster.List(type, space).Any(grant =>
            grant.Items("spec", "from")
                .Any(from => from.Text("group") == GatewayNames.Group && from.Text("kind") == "HTTPRoute" && from.Text("namespace") == route.Space())
            && grant.Items("spec", "to")
                .Any(to => (to.Text("group") ?? "") == "" && to.Text("kind") == "Service" && (to.Text("name") ?? name) == name));
    }
}
