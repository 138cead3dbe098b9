using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Controllers.ReplicaSets;

namespace Penumbra.Sandbox.Controllers.Deployments;

/// <summary>Rolls a Deployment's pod template out through ReplicaSets, as kube-controller-manager does.</summary>
public sealed class DeploymentController(IClusterApi cluster) : IController
{
    /// <summary>The annotation that numbers a Deployment's rollouts.</summary>
    public const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    private readonly ReplicaSetScaling _scaling = new(cluster);

    /// <inheritdoc/>
    public string Name => "deployment";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
    {
        if (change.Type == BuiltInTypes.Deployment)
            return [change.Object.Key()];
        if (change.Type == BuiltInTypes.ReplicaSet)
        {
            if (change.Object.ControllerRef() is not null)
                return change.Object.ControllerKey("Deployment");
            return [.. cluster.List(BuiltInTypes.Deployment, change.Object.Space())
                .Where(owner => LabelSelector.Matches(owner.Map("spec", "selector"), change.Object.Map("metadata", "labels")))
                    .Select(owner => owner.Key())];
        }
        // Recreate waits for the last old pod.
        if (change.Type == BuiltInTypes.Pod && change.Verb == "DELETED" && change.Object.ControllerRef() is { } set
            && cluster.Get(BuiltInTypes.ReplicaSet, change.Object.Space(), set.Text("name") ?? "") is { } owned)
            return owned.ControllerKey("Deployment");
        return [];
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (cluster.Get(BuiltInTypes.Deployment, key.Space, key.Name) is not { } deployment
            || deployment.Map("spec", "selector") is not { Count: > 0 })
            return null;
        var sets = Claim(deployment);
        if (deployment.IsDeleting())
            return DeploymentStatus.Write(cluster, deployment, sets, Newest(deployment, sets));
        var newest = Newest(deployment, sets);
        if (deployment.Flag("spec", "paused") || ReplicaSetScaling.IsScaling(deployment, sets))
        {
            _scaling.Follow(deployment, sets, newest);
        }
        else if (deployment.Text("spec", "strategy", "type") == "Recreate")
        {
            if (!_scaling.ToZero(deployment, Others(sets, newest)) && !OldPodsRemain(deployment, Others(sets, newest)))
            {
                newest = Ensure(deployment, sets, newest);
                if (newest is not null)
                    _scaling.To(deployment, newest, deployment.Count(1, "spec", "replicas"));
            }
        }
        else
        {
            newest = Ensure(deployment, sets, newest);
            if (newest is not null)
                new RollingUpdate(cluster, _scaling, deployment).Advance(newest.Key(), [.. Others(sets, newest).Select(set => set.Key())]);
        }
        if (cluster.Get(BuiltInTypes.Deployment, key.Space, key.Name) is not { } current)
            return null;
        sets = Owned(current);
        newest = Newest(current, sets);
        if (!current.Flag("spec", "paused") && DeploymentStatus.IsComplete(current))
            ForgetOld(current, Others(sets, newest));
        return DeploymentStatus.Write(cluster, current, sets, newest);
    }

    private static List<JsonObject> Others(List<JsonObject> sets, JsonObject? newest)
        => [.. sets.Where(set => newest is null || set.Uid() != newest.Uid())];

    private List<JsonObject> Owned(JsonObject deployment)
        => [.. cluster.List(BuiltInTypes.ReplicaSet, deployment.Space()).Where(set => set.IsControlledBy(deployment))
            .OrderBy(ObjectMeta.Created).ThenBy(ObjectMeta.Name, StringComparer.Ordinal)];

    private List<JsonObject> Claim(JsonObject deployment)
    {
        foreach (var set in cluster.List(BuiltInTypes.ReplicaSet, deployment.Space()))
        {
            if (set.ControllerRef() is null && !set.IsDeleting() && !deployment.IsDeleting()
                && LabelSelector.Matches(deployment.Map("spec", "selector"), set.Map("metadata", "labels")))
                cluster.Edit(BuiltInTypes.ReplicaSet, set, orphan => ReplicaSetController.Adopt(orphan, BuiltInTypes.Deployment, deployment));
        }
        return Owned(deployment);
    }

    private static JsonObject? Newest(JsonObject deployment, List<JsonObject> sets)
        => sets.FirstOrDefault(set => !set.IsDeleting() && PodTemplates.Same(set.Map("spec", "template"), deployment.Map("spec", "template")));

    /// <summary>Finds or makes the ReplicaSet of the present template, and numbers it.</summary>
    private JsonObject? Ensure(JsonObject deployment, List<JsonObject> sets, JsonObject? newest)
    {
        var revision = Others(sets, newest).Select(Revision).DefaultIfEmpty(0).Max() + 1;
        if (newest is null)
            newest = Create(deployment, sets, revision);
        else if (Revision(newest) < revision)
            cluster.Edit(BuiltInTypes.ReplicaSet, newest, set => set.Child("metadata").Child("annotations")[RevisionAnnotation] = Written(revision));
        if (newest is null)
            return null;
        var number = Written(Math.Max(revision, Revision(newest)));
        if (deployment.Annotation(RevisionAnnotation) != number
            && cluster.Get(BuiltInTypes.Deployment, deployment.Space(), deployment.Name()) is { } current)
            cluster.Edit(BuiltInTypes.Deployment, current, obj => obj.Child("metadata").Child("annotations")[RevisionAnnotation] = number);
        return cluster.Get(BuiltInTypes.ReplicaSet, newest.Space(), newest.Name());
    }

    private JsonObject? Create(JsonObject deployment, List<JsonObject> sets, long revision)
    {
        var template = deployment.Map("spec", "template")?.Copy() ?? [];
        var hash = PodTemplates.Hash(template, deployment.Count(0, "status", "collisionCount"));
        template.Child("metadata").Child("labels")[PodTemplates.HashLabel] = hash;
        var selector = deployment.Map("spec", "selector")!.Copy();
        selector.Child("matchLabels")[PodTemplates.HashLabel] = hash;
        var limits = RolloutLimits.Of(deployment);
        var wanted = deployment.Count(1, "spec", "replicas");
        var existing = sets.Sum(set => set.Count(0, "spec", "replicas"));
        var room = deployment.Text("spec", "strategy", "type") == "Recreate" ? wanted
            : Math.Max(0, Math.Min(wanted, wanted + limits.Surge - existing));
        var annotations = deployment.Map("metadata", "annotations")?.Copy() ?? [];
        annotations.Remove("kubectl.kubernetes.io/last-applied-configuration");
        annotations[RevisionAnnotation] = Written(revision);
        ReplicaSetScaling.Annotate(annotations, wanted, limits);
        var set = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name()}-{hash}",
                ["namespace"] = deployment.Space(),
                ["labels"] = template.Map("metadata", "labels")!.Copy(),
                ["annotations"] = annotations,
                ["ownerReferences"] = new JsonArray(ObjectMeta.OwnerReference(BuiltInTypes.Deployment, deployment)),
            },
            ["spec"] = new JsonObject
            {
                ["replicas"] = room,
                ["minReadySeconds"] = deployment.Count(0, "spec", "minReadySeconds"),
                ["selector"] = selector,
                ["template"] = template,
            },
        };
        var result = cluster.Create(BuiltInTypes.ReplicaSet, set);
        if (result.Succeeded)
            return result.Body;
        // The name belongs to somebody else: the next hash is another one.
        if (result.Code == 409)
            cluster.EditStatus(BuiltInTypes.Deployment, deployment, status => status["collisionCount"] = status.Count(0, "collisionCount") + 1);
        return null;
    }

    private bool OldPodsRemain(JsonObject deployment, List<JsonObject> old)
        => cluster.List(BuiltInTypes.Pod, deployment.Space())
            .Any(pod => pod.Text("status", "phase") is not ("Succeeded" or "Failed") && old.Any(pod.IsControlledBy));

    private void ForgetOld(JsonObject deployment, List<JsonObject> old)
    {
        var idle = old.Where(set => !set.IsDeleting() && set.Count(1, "spec", "replicas") == 0 && set.Count(0, "status", "replicas") == 0
            && set.Number("status", "observedGeneration") == set.Generation()).OrderBy(Revision).ToList();
        foreach (var set in idle.Take(Math.Max(0, idle.Count - deployment.Count(10, "spec", "revisionHistoryLimit"))))
            cluster.Delete(BuiltInTypes.ReplicaSet, set);
    }

    private static string Written(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Revision(JsonObject set) => long.TryParse(set.Annotation(RevisionAnnotation), out var revision) ? revision : 0;
}
