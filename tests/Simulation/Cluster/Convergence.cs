using System.Text.Json.Nodes;

namespace Penumbra.Simulation.Cluster;

/// <summary>What the operator itself says of being done.</summary>
public static class Convergence
{
    /// <summary>
    /// Launches and shadows, and whether the process that looks after them finds nothing left to do in what it has gathered: what <c>Converged</c> says. Nothing is said where no process lives, or none has passed yet.
    /// </summary>
    public static IEnumerable<(JsonObject Owner, bool IsConverged)> Of(SimulatedCluster cluster)
    {
        var holder = cluster.HasLease && cluster.Store.FindType("coordination.k8s.io", "leases") is { } leases ? cluster.Store.List(leases, "penumbra-system").Select(lease => lease["spec"]?["holderIdentity"]?.ToString()).FirstOrDefault() : null;
        if (cluster.Processes.LastOrDefault(process => process.IsAlive && (holder is null || process.Identity == holder)) is not { } leader) yield break;
        foreach (var plural in cluster.HasShadows ? (string[])["darklaunches", "shadowdeployments"] : ["darklaunches"])
        {
            foreach (var owner in cluster.List(cluster.Store.FindType("penumbra.dev", plural)!))
            {
                if (leader.IsConverged(owner) is { } isConverged) yield return (owner, isConverged);
            }
        }
    }
}
