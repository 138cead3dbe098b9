using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Ownership;

/// <summary>Gives each namespace its default ServiceAccount; empties one that is deleted, waits for finalizers, and lets it go.</summary>
public sealed class NamespaceController(IClusterApi cluster) : IController
{
    /// <inheritdoc/>
    public string Name => "namespace";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
    {
        if (change.Type == BuiltInTypes.Namespace)
            return change.Verb == "DELETED" ? [] : [change.Object.Key()];
        if (change.Object.Space() is not { } space)
            return [];
        var isAccount = change.Type == BuiltInTypes.ServiceAccount && change.Object.Name() == "default";
        return change.Verb == "DELETED" || isAccount || cluster.Get(BuiltInTypes.Namespace, null, space)?.IsDeleting() == true
            ? [new WorkKey(null, space)] : [];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (cluster.Get(BuiltInTypes.Namespace, null, key.Name) is not { } space)
            return null;
        if (space.IsDeleting())
            return Empty(space);
        if (cluster.Get(BuiltInTypes.ServiceAccount, key.Name, "default") is null)
        {
            cluster.Create(BuiltInTypes.ServiceAccount, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ServiceAccount",
                ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = key.Name },
            });
        }
        return null;
    }

    private TimeSpan? Empty(JsonObject space)
    {
        if (!cluster.EditStatus(BuiltInTypes.Namespace, space, status => status["phase"] = "Terminating"))
            return ClusterWrites.Soon;
        var left = 0;
        foreach (var type in KnownTypes.All(cluster).Where(type => type.Namespaced))
        {
            foreach (var obj in cluster.List(type, space.Name()))
            {
                if (!obj.IsDeleting())
                    cluster.Delete(type, obj);
                if (cluster.Get(type, space.Name(), obj.Name()) is not null)
                    left++;
            }
        }
        if (left > 0)
            return null;
        if (cluster.Get(BuiltInTypes.Namespace, null, space.Name()) is not { } current || current.Uid() != space.Uid())
            return null;
        return cluster.Edit(BuiltInTypes.Namespace, current, copy => copy.Child("spec")["finalizers"] = new JsonArray()) ? null : ClusterWrites.Soon;
    }
}
