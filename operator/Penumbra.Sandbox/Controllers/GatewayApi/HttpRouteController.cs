using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.GatewayApi;

/// <summary>
/// Reports on HTTPRoutes: for each parent of the sandbox, whether the route is Accepted and its backends resolve. Entries of other controllers
/// stay.
/// </summary>
public sealed class HttpRouteController(IClusterApi cluster) : IController
{
    /// <inheritdoc/>
    public string Name => "httproute";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
    {
        if (change.Type == BuiltInTypes.HttpRoute)
            return [change.Object.Key()];
        if (change.Type == BuiltInTypes.Service)
        {
            return [.. cluster.List(BuiltInTypes.HttpRoute).Where(route => BackendReferences.All(route)
                .Any(backend => backend.Text("name") == change.Object.Name())).Select(route => route.Key())];
        }
        if (change.Type == BuiltInTypes.Gateway || change.Type == BuiltInTypes.GatewayClass || change.Type == BuiltInTypes.Namespace
            || change.Type.Plural == "referencegrants")
            return [.. cluster.List(BuiltInTypes.HttpRoute).Select(route => route.Key())];
        return [];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (cluster.Get(BuiltInTypes.HttpRoute, key.Space, key.Name) is not { } route || route.IsDeleting())
            return null;
        var now = cluster.Time.GetUtcNow();
        var attachments = RouteAttachment.Of(cluster, Listener.All(cluster), route);
        var old = route.Items("status", "parents").ToList();
        if (attachments.Count == 0 && old.Count == 0)
            return null;
        var written = cluster.EditStatus(BuiltInTypes.HttpRoute, route, status =>
        {
            var parents = old.Where(parent => parent.Text("controllerName") != GatewayNames.Controller).Select(parent => (JsonNode)parent.Copy())
                .ToList();
            parents.AddRange(attachments.Select(attachment => Parent(route, attachment, old, now)));
            status["parents"] = new JsonArray([.. parents]);
        });
        return written ? null : ClusterWrites.Soon;
    }

    private JsonObject Parent(JsonObject route, RouteAttachment attachment, List<JsonObject> old, DateTimeOffset now)
    {
        var parent = old.FirstOrDefault(item => item.Text("controllerName") == GatewayNames.Controller
            && JsonNode.DeepEquals(item["parentRef"], attachment.ParentRef))?.Copy()
            ?? new JsonObject { ["parentRef"] = attachment.ParentRef.Copy(), ["controllerName"] = GatewayNames.Controller };
        var accepted = attachment.Reason == "Accepted";
        Conditions.Set(parent, "Accepted", accepted ? "True" : "False", attachment.Reason, accepted ? "Route is accepted" : "Route is not accepted",
            now, route.Generation());
        var problem = BackendReferences.All(route).Select(backend => BackendReferences.Problem(cluster, route, backend))
            .FirstOrDefault(found => found is not null);
        Conditions.Set(parent, "ResolvedRefs", problem is null ? "True" : "False", problem?.Reason ?? "ResolvedRefs",
            problem?.Message ?? "All references are resolved", now, route.Generation());
        return parent;
    }
}
