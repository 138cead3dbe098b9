using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Controllers.ReplicaSets;

namespace Penumbra.Sandbox.Controllers.Deployments;

/// <summary>Writes a Deployment's counts and its conditions Available and Progressing.</summary>
internal static class DeploymentStatus
{
    /// <summary>Whether every pod is of the present template and available, by the status.</summary>
    public static bool IsComplete(JsonObject deployment)
    {
        var wanted = deployment.Count(1, "spec", "replicas");
        return deployment.Count(0, "status", "updatedReplicas") == wanted && deployment.Count(0, "status", "replicas") == wanted
            && deployment.Count(0, "status", "availableReplicas") == wanted
                && (deployment.Number("status", "observedGeneration") ?? 0) >= deployment.Generation();
    }

    /// <summary>Writes the status; returns when the progress deadline will have passed.</summary>
    public static TimeSpan? Write(IClusterApi cluster, JsonObject deployment, List<JsonObject> sets, JsonObject? newest)
    {
        var now = cluster.Time.GetUtcNow();
        TimeSpan? again = null;
        var written = cluster.EditStatus(BuiltInTypes.Deployment, deployment, status =>
        {
            var before = status.Copy();
            Count(deployment, status, sets, newest);
            Available(deployment, status, now);
            if (!deployment.IsDeleting())
                again = Progressing(deployment, before, status, newest, now);
        });
        return written ? again : ClusterWrites.Soon;
    }

    private static void Count(JsonObject deployment, JsonObject status, List<JsonObject> sets, JsonObject? newest)
    {
        var wanted = deployment.Count(1, "spec", "replicas");
        var available = sets.Sum(set => set.Count(0, "status", "availableReplicas"));
        var total = sets.Sum(set => set.Count(0, "status", "replicas"));
        status["observedGeneration"] = deployment.Generation();
        ReplicaSetController.SetOrRemove(status, "replicas", total);
        ReplicaSetController.SetOrRemove(status, "updatedReplicas", newest.Count(0, "status", "replicas"));
        ReplicaSetController.SetOrRemove(status, "readyReplicas", sets.Sum(set => set.Count(0, "status", "readyReplicas")));
        ReplicaSetController.SetOrRemove(status, "availableReplicas", available);
        ReplicaSetController.SetOrRemove(status, "unavailableReplicas", Math.Max(0, Math.Max(total, wanted) - available));
    }

    private static void Available(JsonObject deployment, JsonObject status, DateTimeOffset now)
    {
        var enough = status.Count(0, "availableReplicas") >= deployment.Count(1, "spec", "replicas") - RolloutLimits.Of(deployment).Unavailable;
        Conditions.Set(status, "Available", enough ? "True" : "False", enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.", now, updateTime: true);
    }

    private static TimeSpan? Progressing(JsonObject deployment, JsonObject before, JsonObject status, JsonObject? newest, DateTimeOffset now)
    {
        var condition = Conditions.Find(status, "Progressing");
        var reason = condition.Text("reason");
        if (deployment.Flag("spec", "paused"))
        {
            if (reason != "DeploymentPaused")
                Conditions.Set(status, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", now, updateTime: true);
            return null;
        }
        var name = newest?.Name() ?? deployment.Name();
        if (IsDone(deployment, status))
        {
            Conditions.Set(status, "Progressing", "True", "NewReplicaSetAvailable",
                $"ReplicaSet \"{name}\" has successfully progressed.", now, updateTime: true);
            return null;
        }
        if (reason is "NewReplicaSetAvailable" && SameRollout(before, status, condition, name))
            return null;
        if (condition is null || reason is "DeploymentPaused" or "NewReplicaSetAvailable")
        {
            var word = condition is null ? "NewReplicaSetCreated" : reason is "DeploymentPaused" ? "DeploymentResumed" : "NewReplicaSetCreated";
            Conditions.Set(status, "Progressing", word is "DeploymentResumed" ? "Unknown" : "True", word,
                word is "DeploymentResumed" ? "Deployment is resumed" : $"Created new replica set \"{name}\"", now, updateTime: true);
        }
        else if (HasProgressed(before, status))
        {
            Conditions.Set(status, "Progressing", "True", "ReplicaSetUpdated", $"ReplicaSet \"{name}\" is progressing.", now, updateTime: true);
            Conditions.Find(status, "Progressing")!["lastUpdateTime"] = now.Stamp();
        }
        if (deployment.Number("spec", "progressDeadlineSeconds") is int.MaxValue)
            return null;
        var deadline = TimeSpan.FromSeconds(deployment.Count(600, "spec", "progressDeadlineSeconds"));
        var since = Conditions.Find(status, "Progressing").Moment("lastUpdateTime") ?? now;
        if (since + deadline > now)
            return since + deadline - now;
        Conditions.Set(status, "Progressing", "False", "ProgressDeadlineExceeded",
            $"ReplicaSet \"{name}\" has timed out progressing.", now, updateTime: true);
        return null;
    }

    // Kubernetes: a finished rollout whose pods fail later stays "available"; a change of template or size starts a new one.
    private static bool SameRollout(JsonObject before, JsonObject status, JsonObject? condition, string name)
        => condition.Text("message")?.Contains($"\"{name}\"", StringComparison.Ordinal) == true
            && before.Number("observedGeneration") == status.Number("observedGeneration");

    private static bool IsDone(JsonObject deployment, JsonObject status)
    {
        var wanted = deployment.Count(1, "spec", "replicas");
        return status.Count(0, "updatedReplicas") == wanted && status.Count(0, "replicas") == wanted
            && status.Count(0, "availableReplicas") == wanted;
    }

    private static bool HasProgressed(JsonObject before, JsonObject status)
    {
        var oldBefore = before.Count(0, "replicas") - before.Count(0, "updatedReplicas");
        var oldNow = status.Count(0, "replicas") - status.Count(0, "updatedReplicas");
        return status.Count(0, "updatedReplicas") > before.Count(0, "updatedReplicas") || oldNow < oldBefore
            || status.Count(0, "readyReplicas") > before.Count(0, "readyReplicas")
                || status.Count(0, "availableReplicas") > before.Count(0, "availableReplicas");
    }
}
