using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.GatewayApi;

/// <summary>
/// Reports on the sandbox's Gateways: where each listener is reached and how many routes are attached.
/// <paramref name="endpoint"/> gives <c>host:port</c> of the listener on (namespace, Gateway, port), or null while nothing listens.
/// </summary>
public sealed class GatewayController(IClusterApi cluster, Func<string, string, int, string?> endpoint) : IController
{
    /// <inheritdoc/>
    public string Name => "gateway";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
    {
        if (change.Type == BuiltInTypes.Gateway)
            return [change.Object.Key()];
        if (change.Type == BuiltInTypes.GatewayClass || change.Type == BuiltInTypes.HttpRoute)
            return [.. cluster.List(BuiltInTypes.Gateway).Select(gateway => gateway.Key())];
        return [];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (cluster.Get(BuiltInTypes.Gateway, key.Space, key.Name) is not { } gateway || gateway.IsDeleting() || !Listener.IsOurs(cluster, gateway))
            return null;
        var now = cluster.Time.GetUtcNow();
        var generation = gateway.Generation();
        var listeners = Listener.All(cluster);
        var attachments = cluster.List(BuiltInTypes.HttpRoute).SelectMany(route => RouteAttachment.Of(cluster, listeners, route)
            .SelectMany(attachment => attachment.Listeners).Where(pair => pair.Listener.Gateway.Uid() == gateway.Uid())
            .Select(pair => (route, pair.Listener.Name)).Distinct()).ToList();
        var endpoints = listeners.Where(listener => listener.Gateway.Uid() == gateway.Uid()).Select(listener => listener.Port).Distinct()
            .Select(port => endpoint(key.Space ?? "", key.Name, port)).ToList();
        var programmed = endpoints.All(value => value is not null);
        var written = cluster.EditStatus(BuiltInTypes.Gateway, gateway, status =>
        {
            Conditions.Set(status, "Accepted", "True", "Accepted", "served by the sandbox", now, generation);
            Conditions.Set(status, "Programmed", programmed ? "True" : "False", programmed ? "Programmed" : "Pending", programmed ? "listening"
                : "not listening yet", now, generation);
            var addresses = new JsonArray(new JsonObject { ["type"] = "IPAddress", ["value"] = "127.0.0.1" });
            foreach (var value in endpoints.OfType<string>())
                addresses.Add((JsonNode)new JsonObject { ["type"] = GatewayNames.EndpointAddressType, ["value"] = value });
            status["addresses"] = addresses;
            var old = status.Items("listeners").ToList();
            status["listeners"] = gateway.Items("spec", "listeners").Select(spec => ListenerStatus(spec, old,
                attachments.Count(pair => pair.Name == spec.Text("name")), programmed, now, generation)).ToJsonArray();
        });
        return !written ? ClusterWrites.Soon : programmed ? null : TimeSpan.FromMilliseconds(50);
    }

    private static JsonObject ListenerStatus(JsonObject spec, List<JsonObject> old, int attached, bool programmed, DateTimeOffset now,
        long generation)
    {
        var status = old.FirstOrDefault(item => item.Text("name") == spec.Text("name"))?.Copy() ?? new JsonObject { ["name"] = spec.Text("name") };
        var isHttp = spec.Text("protocol") == "HTTP";
        status["supportedKinds"] = new JsonArray(new JsonObject { ["group"] = GatewayNames.Group, ["kind"] = "HTTPRoute" });
        status["attachedRoutes"] = attached;
        Conditions.Set(status, "Accepted", isHttp ? "True" : "False", isHttp ? "Accepted" : "UnsupportedProtocol", isHttp ? ""
            : "the sandbox serves HTTP only", now, generation);
        Conditions.Set(status, "Programmed", isHttp && programmed ? "True" : "False", isHttp && programmed ? "Programmed" : isHttp ? "Pending"
            : "Invalid", "", now, generation);
        Conditions.Set(status, "ResolvedRefs", "True", "ResolvedRefs", "", now, generation);
        Conditions.Set(status, "Conflicted", "False", "NoConflicts", "", now, generation);
        return status;
    }
}
