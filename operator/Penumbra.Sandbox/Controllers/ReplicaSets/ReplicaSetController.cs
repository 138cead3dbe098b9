using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as a ReplicaSet asks for, adopts orphans that match, and counts them in the status.</summary>
public sealed class ReplicaSetController(IClusterApi cluster) : IController
{
    /// <inheritdoc/>
    public string Name => "replicaset";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
    {
        if (change.Type == BuiltInTypes.ReplicaSet)
            return [change.Object.Key()];
        if (change.Type != BuiltInTypes.Pod)
            return [];
        if (change.Object.ControllerRef() is not null)
            return change.Object.ControllerKey("ReplicaSet");
        // An orphan: whoever selects it may adopt it.
        return [.. cluster.List(BuiltInTypes.ReplicaSet, change.Object.Space())
            .Where(set => LabelSelector.Matches(set.Map("spec", "selector"), change.Object.Map("metadata", "labels"))).Select(set => set.Key())];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (cluster.Get(BuiltInTypes.ReplicaSet, key.Space, key.Name) is not { } set)
            return null;
        var pods = Claim(set);
        if (!set.IsDeleting())
            pods = Scale(set, pods);
        return WriteStatus(set, pods);
    }

    private List<JsonObject> Claim(JsonObject set)
    {
        var pods = new List<JsonObject>();
        foreach (var pod in cluster.List(BuiltInTypes.Pod, set.Space()))
        {
            if (!pod.IsActivePod())
                continue;
            var matches = LabelSelector.Matches(set.Map("spec", "selector"), pod.Map("metadata", "labels"));
            if (pod.IsControlledBy(set))
            {
                if (matches)
                    pods.Add(pod);
                else
                    cluster.Edit(BuiltInTypes.Pod, pod, released => RemoveOwner(released, set));
            }
            else if (matches && pod.ControllerRef() is null && !set.IsDeleting())
            {
                var adopted = pod.Copy();
                Adopt(adopted, BuiltInTypes.ReplicaSet, set);
                if (cluster.Update(BuiltInTypes.Pod, adopted) is { Succeeded: true } result)
                    pods.Add(result.Body);
            }
        }
        return pods;
    }

    /// <summary>Adds the managing owner reference to an orphan.</summary>
    internal static void Adopt(JsonObject orphan, ResourceType type, JsonObject owner)
    {
        var meta = orphan.Child("metadata");
        if (meta["ownerReferences"] is not JsonArray owners)
            meta["ownerReferences"] = owners = [];
        owners.Add((JsonNode)ObjectMeta.OwnerReference(type, owner));
    }

    private static void RemoveOwner(JsonObject obj, JsonObject owner)
    {
        var owners = (JsonArray)obj["metadata"]!["ownerReferences"]!;
        owners.Remove(owners.FirstOrDefault(reference => reference.Text("uid") == owner.Uid()));
    }

    private List<JsonObject> Scale(JsonObject set, List<JsonObject> pods)
    {
        var wanted = set.Count(1, "spec", "replicas");
        if (pods.Count < wanted)
        {
            for (var missing = wanted - pods.Count; missing > 0; missing--)
            {
                if (cluster.Create(BuiltInTypes.Pod, NewPod(set)) is not { Succeeded: true } created)
                    break;
                pods.Add(created.Body);
            }
            return pods;
        }
        if (pods.Count == wanted)
            return pods;
        var ranked = pods.Order(PodDeletionOrder.Instance).ToList();
        foreach (var pod in ranked.Take(pods.Count - wanted))
            cluster.Delete(BuiltInTypes.Pod, pod);
        return ranked[(pods.Count - wanted)..];
    }

    private static JsonObject NewPod(JsonObject set)
    {
        var template = set.Map("spec", "template")?.Copy() ?? [];
        var meta = template.Child("metadata");
        meta["generateName"] = set.Name() + "-";
        meta["namespace"] = set.Space();
        meta["ownerReferences"] = new JsonArray(ObjectMeta.OwnerReference(BuiltInTypes.ReplicaSet, set));
        template["apiVersion"] = "v1";
        template["kind"] = "Pod";
        return template;
    }

    private TimeSpan? WriteStatus(JsonObject set, List<JsonObject> pods)
    {
        var now = cluster.Time.GetUtcNow();
        var settle = TimeSpan.FromSeconds(set.Count(0, "spec", "minReadySeconds"));
        var ready = pods.Where(ObjectMeta.IsReadyPod).ToList();
        var available = ready.Count(pod => ReadySince(pod) + settle <= now);
        var labels = set.Map("spec", "template", "metadata", "labels") ?? [];
        var written = cluster.EditStatus(BuiltInTypes.ReplicaSet, set, status =>
        {
            status["replicas"] = pods.Count;
            SetOrRemove(status, "fullyLabeledReplicas", pods.Count(pod => LabelSelector.MatchesMap(labels, pod.Map("metadata", "labels"))));
            SetOrRemove(status, "readyReplicas", ready.Count);
            SetOrRemove(status, "availableReplicas", available);
            status["observedGeneration"] = set.Generation();
        });
        if (!written)
            return ClusterWrites.Soon;
        return available == ready.Count ? null : ready.Select(pod => ReadySince(pod) + settle - now).Where(wait => wait > TimeSpan.Zero).Min();
    }

    /// <summary>Writes a count, which Kubernetes leaves out when it is zero.</summary>
    internal static void SetOrRemove(JsonObject status, string field, int count)
    {
        if (count == 0)
            status.Remove(field);
        else
            status[field] = count;
    }

    private static DateTimeOffset ReadySince(JsonObject pod) => Conditions.Find(pod["status"], "Ready")
        .Moment("lastTransitionTime") ?? DateTimeOffset.UnixEpoch;
}
