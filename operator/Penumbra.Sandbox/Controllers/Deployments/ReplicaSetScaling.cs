using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Deployments;

/// <summary>Sets the size of a Deployment's ReplicaSets, and spreads a change of the Deployment's size over them in proportion.</summary>
internal sealed class ReplicaSetScaling(IClusterApi cluster)
{
    private const string Desired = "deployment.kubernetes.io/desired-replicas";
    private const string Most = "deployment.kubernetes.io/max-replicas";

    /// <summary>Notes on a ReplicaSet for how many pods its Deployment asks, so that a change of size is seen.</summary>
    public static void Annotate(JsonObject annotations, int wanted, RolloutLimits limits)
    {
        annotations[Desired] = wanted.ToString(CultureInfo.InvariantCulture);
        annotations[Most] = (wanted + limits.Surge).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Whether the Deployment's size changed since its ReplicaSets were last set.</summary>
    public static bool IsScaling(JsonObject deployment, List<JsonObject> sets)
    {
        var wanted = deployment.Count(1, "spec", "replicas").ToString(CultureInfo.InvariantCulture);
        return sets.Any(set => set.Count(0, "spec", "replicas") > 0 && set.Annotation(Desired) is { } known && known != wanted);
    }

    /// <summary>Sets one ReplicaSet's size (and its annotations); true when the size changed.</summary>
    public bool To(JsonObject deployment, JsonObject set, int replicas)
    {
        var changed = set.Count(1, "spec", "replicas") != replicas;
        cluster.Edit(BuiltInTypes.ReplicaSet, set, copy =>
        {
            copy.Child("spec")["replicas"] = replicas;
            Annotate(copy.Child("metadata").Child("annotations"), deployment.Count(1, "spec", "replicas"), RolloutLimits.Of(deployment));
        });
        return changed;
    }

    /// <summary>Takes all to zero; true when any had pods left to lose.</summary>
    public bool ToZero(JsonObject deployment, IEnumerable<JsonObject> sets)
    {
        var changed = false;
        foreach (var set in sets.Where(set => set.Count(1, "spec", "replicas") > 0))
            changed |= To(deployment, set, 0);
        return changed;
    }

    /// <summary>Follows the Deployment's size without rolling out: the only active ReplicaSet takes it, several share it in proportion.</summary>
    public void Follow(JsonObject deployment, List<JsonObject> sets, JsonObject? newest)
    {
        var wanted = deployment.Count(1, "spec", "replicas");
        var active = sets.Where(set => set.Count(1, "spec", "replicas") > 0).ToList();
        if (active.Count <= 1)
        {
            if ((active.Count == 1 ? active[0] : newest ?? sets.LastOrDefault()) is { } only)
                To(deployment, only, wanted);
            return;
        }
        if (newest is not null && IsSaturated(deployment, newest))
        {
            ToZero(deployment, active.Where(set => set.Uid() != newest.Uid()));
            To(deployment, newest, wanted);
            return;
        }
        Spread(deployment, active, wanted);
    }

    private void Spread(JsonObject deployment, List<JsonObject> active, int wanted)
    {
        var allowed = wanted > 0 ? wanted + RolloutLimits.Of(deployment).Surge : 0;
        var total = active.Sum(set => set.Count(1, "spec", "replicas"));
        var toAdd = allowed - total;
        // When growing, the larger and newer first; when shrinking, the larger and older first.
        var ordered = toAdd > 0
            ? active.OrderByDescending(set => set.Count(1, "spec", "replicas")).ThenByDescending(ObjectMeta.Created).ToList()
            : active.OrderByDescending(set => set.Count(1, "spec", "replicas")).ThenBy(ObjectMeta.Created).ToList();
        var sizes = ordered.Select(set => set.Count(1, "spec", "replicas")).ToList();
        var added = 0;
        for (var i = 0; i < ordered.Count && toAdd != 0; i++)
        {
            var most = int.TryParse(ordered[i].Annotation(Most), out var noted) && noted > 0 ? noted : total;
            var share = (int)Math.Round((double)sizes[i] * allowed / most, MidpointRounding.AwayFromZero) - sizes[i];
            share = toAdd > 0 ? Math.Clamp(share, 0, toAdd - added) : Math.Clamp(share, toAdd - added, 0);
            sizes[i] += share;
            added += share;
        }
        sizes[0] = Math.Max(0, sizes[0] + toAdd - added);
        for (var i = 0; i < ordered.Count; i++)
            To(deployment, ordered[i], sizes[i]);
    }

    private static bool IsSaturated(JsonObject deployment, JsonObject set)
    {
        var wanted = deployment.Count(1, "spec", "replicas");
        return int.TryParse(set.Annotation(Desired), out var desired) && set.Count(1, "spec", "replicas") == wanted && desired == wanted
            && set.Count(0, "status", "availableReplicas") == wanted;
    }
}
