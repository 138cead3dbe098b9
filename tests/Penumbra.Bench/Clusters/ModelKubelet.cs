using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Bench.Clusters;

/// <summary>
/// Answers the operator's writes at once, as the fastest cluster would: a scaled-down Deployment has lost its pods, a changed route is accepted.
/// More is not needed on the way back.
/// </summary>
public sealed class ModelKubelet : IDisposable
{
    private readonly IClusterApi _cluster;
    private readonly IDisposable _subscription;

    public ModelKubelet(IClusterApi cluster)
    {
        _cluster = cluster;
        _subscription = cluster.Subscribe(See);
    }

    /// <inheritdoc/>
    public void Dispose() => _subscription.Dispose();

    private void See(ClusterChange change)
    {
        if (change.Verb == "DELETED") return;
        var generation = change.Object["metadata"]!["generation"]?.GetValue<long>() ?? 0;
        if (change.Type == BuiltInTypes.Deployment && change.Object["status"]?["observedGeneration"]?.GetValue<long>() != generation) Scale(change.Object, generation);
        if (change.Type == BuiltInTypes.HttpRoute) Accept(change.Object, generation);
    }

    private void Scale(JsonObject stored, long generation)
    {
        var deployment = (JsonObject)stored.DeepClone();
        var (ns, name) = (deployment["metadata"]!["namespace"]!.GetValue<string>(), deployment["metadata"]!["name"]!.GetValue<string>());
        var pods = _cluster.List(BuiltInTypes.Pod, ns).Where(pod => pod["metadata"]!["name"]!.GetValue<string>().StartsWith(name + "-", StringComparison.Ordinal)).ToList();
        var replicas = Math.Min(deployment["spec"]!["replicas"]!.GetValue<int>(), pods.Count);
        foreach (var pod in pods.Skip(replicas))
        {
            // Once to begin, once to finish, as the sandbox's own kubelet does.
            for (var turn = 0; turn < 2; turn++) _cluster.Delete(BuiltInTypes.Pod, ns, pod["metadata"]!["name"]!.GetValue<string>());
        }

        deployment["status"] = new JsonObject
        {
            ["observedGeneration"] = generation, ["replicas"] = replicas, ["updatedReplicas"] = replicas, ["readyReplicas"] = replicas, ["availableReplicas"] = replicas,
        };
        deployment["metadata"]!.AsObject().Remove("resourceVersion");
        _cluster.UpdateStatus(BuiltInTypes.Deployment, deployment);
    }

    private void Accept(JsonObject stored, long generation)
    {
        var route = (JsonObject)stored.DeepClone();
        var conditions = (route["status"]?["parents"] as JsonArray ?? []).SelectMany(parent => parent!["conditions"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(condition => condition["observedGeneration"]?.GetValue<long>() != generation).ToList();
        if (conditions.Count == 0) return;
        foreach (var condition in conditions) condition["observedGeneration"] = generation;
        route["metadata"]!.AsObject().Remove("resourceVersion");
        _cluster.UpdateStatus(BuiltInTypes.HttpRoute, route);
    }
}
