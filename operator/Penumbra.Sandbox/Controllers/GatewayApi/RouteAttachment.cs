using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.GatewayApi;

/// <summary>To which listeners one parentRef of a route attaches it, and why to none.</summary>
/// <param name="ParentRef">The reference as the route has it.</param>
/// <param name="Listeners">The listeners, with the hostnames that route and listener have in common.</param>
/// <param name="Reason"><c>Accepted</c>, or why not.</param>
internal sealed record RouteAttachment(JsonObject ParentRef, IReadOnlyList<(Listener Listener, IReadOnlyList<string> Hostnames)> Listeners,
    string Reason)
{
    /// <summary>The attachment of each parentRef that names a Gateway of the sandbox.</summary>
    public static IReadOnlyList<RouteAttachment> Of(IClusterApi cluster, IReadOnlyList<Listener> listeners, JsonObject route)
    {
        var all = new List<RouteAttachment>();
        foreach (var parent in route.Items("spec", "parentRefs"))
        {
            if ((parent.Text("group") ?? GatewayNames.Group) != GatewayNames.Group || (parent.Text("kind") ?? "Gateway") != "Gateway")
                continue;
            var space = parent.Text("namespace") ?? route.Space();
            var gateway = cluster.Get(BuiltInTypes.Gateway, space, parent.Text("name") ?? "");
            if (gateway is null || !Listener.IsOurs(cluster, gateway))
                continue;
            var refused = gateway.Text("metadata", "annotations", GatewayNames.RefusedFilter);
            if (refused is not null && route.Items("spec", "rules").SelectMany(rule => rule.Items("filters")).Any(filter => filter.Text("type") == refused))
            {
                all.Add(new RouteAttachment(parent, [], "UnsupportedValue"));
                continue;
            }

            all.Add(Attach(cluster, [.. listeners.Where(listener => listener.Gateway.Uid() == gateway.Uid())], route, parent));
        }
        return all;
    }

    private static RouteAttachment Attach(IClusterApi cluster, List<Listener> listeners, JsonObject route, JsonObject parent)
    {
        var named = listeners.Where(listener => (parent.Text("sectionName") ?? listener.Name) == listener.Name
            && (parent.Number("port") ?? listener.Port) == listener.Port).ToList();
        if (named.Count == 0)
            return new RouteAttachment(parent, [], "NoMatchingParent");
        var allowed = named.Where(listener => listener.Allows(cluster, route)).ToList();
        if (allowed.Count == 0)
            return new RouteAttachment(parent, [], "NotAllowedByListeners");
        var common = allowed.Select(listener => (Listener: listener, Hostnames: listener.CommonHostnames(route)))
            .Where(pair => pair.Hostnames is not null)
            .Select(pair => (pair.Listener, pair.Hostnames!)).ToList();
        return new RouteAttachment(parent, common, common.Count == 0 ? "NoMatchingListenerHostname" : "Accepted");
    }
}
