using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Deployments;

/// <summary>
/// One step of a rolling update: first the new ReplicaSet grows as far as the surge allows, and if it did not, old ones shrink as far as
/// availability allows.
/// </summary>
internal sealed class RollingUpdate(IClusterApi cluster, ReplicaSetScaling scaling, JsonObject deployment)
{
    private readonly int _wanted = deployment.Count(1, "spec", "replicas");
    private readonly RolloutLimits _limits = RolloutLimits.Of(deployment);

    public void Advance(WorkKey newest, List<WorkKey> old)
    {
        if (Find(newest) is not { } current)
            return;
        if (Grow(current, Find(old)))
            return;
        current = Find(newest) ?? current;
        Shrink(current, Find(old));
    }

    private bool Grow(JsonObject newest, List<JsonObject> old)
    {
        var size = newest.Count(1, "spec", "replicas");
        if (size >= _wanted)
            return scaling.To(deployment, newest, _wanted);
        var total = size + old.Sum(set => set.Count(1, "spec", "replicas"));
        var room = Math.Max(0, _wanted + _limits.Surge - total);
        return scaling.To(deployment, newest, size + Math.Min(room, _wanted - size));
    }

    private void Shrink(JsonObject newest, List<JsonObject> old)
    {
        old = [.. old.Where(set => set.Count(1, "spec", "replicas") > 0)];
        var oldPods = old.Sum(set => set.Count(1, "spec", "replicas"));
        if (oldPods == 0)
            return;
        var least = _wanted - _limits.Unavailable;
        var newUnavailable = newest.Count(1, "spec", "replicas") - newest.Count(0, "status", "availableReplicas");
        var most = oldPods + newest.Count(1, "spec", "replicas") - least - newUnavailable;
        if (most <= 0)
            return;
        var sizes = old.Select(set => set.Count(1, "spec", "replicas")).ToArray();
        // Pods that serve nobody go first: that costs no availability.
        for (var i = 0; i < old.Count && most > 0; i++)
        {
            var broken = Math.Min(most, Math.Max(0, sizes[i] - old[i].Count(0, "status", "availableReplicas")));
            sizes[i] -= broken;
            most -= broken;
        }
        var spare = old.Sum(set => set.Count(0, "status", "availableReplicas")) + newest.Count(0, "status", "availableReplicas") - least;
        for (var i = 0; i < old.Count && spare > 0; i++)
        {
            var gone = Math.Min(spare, sizes[i]);
            sizes[i] -= gone;
            spare -= gone;
        }
        for (var i = 0; i < old.Count; i++)
        {
            if (sizes[i] != old[i].Count(1, "spec", "replicas"))
                scaling.To(deployment, old[i], sizes[i]);
        }
    }

    private JsonObject? Find(WorkKey key) => cluster.Get(BuiltInTypes.ReplicaSet, key.Space, key.Name);

    private List<JsonObject> Find(List<WorkKey> keys) => [.. keys.Select(Find).OfType<JsonObject>()];
}
