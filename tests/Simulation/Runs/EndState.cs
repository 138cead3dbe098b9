using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>
/// The end of a run, in lines. Two runs of a story must end in the same lines, whatever went wrong on the way. Left out, and nothing else:
/// names that carry a hash of the pod template by the server (ReplicaSets, pods), UIDs, versions, times, and what counts events of users
/// (evidence and samples), which depend on when a step began.
/// </summary>
public static class EndState
{
    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Of(SimulatedCluster cluster)
    {
        var lines = new List<string>();
        foreach (var deployment in cluster.List(BuiltInTypes.Deployment))
        {
            var meta = deployment["metadata"]!;
            lines.Add($"Deployment {meta["name"]} replicas {deployment["spec"]!["replicas"]} ready {deployment["status"]?["readyReplicas"] ?? 0} outcome {meta["annotations"]?["penumbra.dev/outcome"]} attempt {meta["annotations"]?["penumbra.dev/attempt"]} template {deployment["spec"]!["template"]!.ToJsonString()}");
        }

        foreach (var service in cluster.List(BuiltInTypes.Service))
            lines.Add($"Service {service["metadata"]!["name"]} selector {service["spec"]?["selector"]?.ToJsonString()} stable {service["metadata"]!["annotations"]?["penumbra.dev/stable"]}");
        foreach (var route in cluster.List(BuiltInTypes.HttpRoute)) lines.Add($"HTTPRoute {route["metadata"]!["name"]} {route["spec"]!.ToJsonString()}");
        var type = cluster.Store.FindType("penumbra.dev", "darklaunches")!;
        foreach (var launch in cluster.List(type))
        {
            var status = launch["status"];
            lines.Add($"DarkLaunch {launch["metadata"]!["name"]} {status?["phase"]} stable {Facts.Version(cluster, status?["stable"]?["revision"]?.GetValue<string>())} candidate {Facts.Version(cluster, status?["candidate"]?["revision"]?.GetValue<string>())} weight {status?["weight"]} finalizers {launch["metadata"]!["finalizers"]?.ToJsonString()}");
            foreach (var condition in status?["conditions"]?.AsArray() ?? []) lines.Add($"  {condition!["type"]}={condition["status"]} {condition["reason"]}");
        }

        return lines;
    }
}
