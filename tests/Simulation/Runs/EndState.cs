using System.Text.RegularExpressions;
using Penumbra.Core.Common;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Runs;

/// <summary>
/// The end of a run, in lines. Two runs of a story must end in the same lines, whatever went wrong on the way. Left out, and nothing else:
/// names that carry a hash of the pod template by the server (ReplicaSets, pods) or of a UID (Secrets), UIDs, versions, times, and what counts events of users
/// (evidence and samples), which depend on when a step began.
/// </summary>
public static partial class EndState
{
    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Of(SimulatedCluster cluster)
    {
        var lines = new List<string>();
        foreach (var deployment in cluster.List(BuiltInTypes.Deployment))
        {
            var meta = deployment["metadata"]!;
            var template = deployment["spec"]!["template"]!.DeepClone();

            // The comparison server's is made anew from a file with the time at which the comparison began.
            template["metadata"]?["annotations"]?.AsObject().Remove("penumbra.dev/applied");
            lines.Add($"Deployment {meta["name"]} replicas {deployment["spec"]!["replicas"]} ready {deployment["status"]?["readyReplicas"] ?? 0} outcome {meta["annotations"]?["penumbra.dev/outcome"]} attempt {meta["annotations"]?["penumbra.dev/attempt"]} template {template.ToJsonString()}");
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

        lines.AddRange(Shadows(cluster));
        foreach (var (owner, isConverged) in Convergence.Of(cluster)) lines.Add($"{owner["kind"]} {owner["metadata"]!["name"]} is {(isConverged ? "" : "not ")}converged");
        if (cluster.HasRefreshes) lines.AddRange(RefreshEndState.Of(cluster));

        // The names of Secrets with keys end with a digest of their owner's UID.
        return [.. lines.Select(line => SecretKeys().Replace(line, "-key-"))];
    }

    private static IEnumerable<string> Shadows(SimulatedCluster cluster)
    {
        foreach (var map in cluster.List(BuiltInTypes.ConfigMap)) yield return $"ConfigMap {map["metadata"]!["name"]} {string.Join(' ', map.Where(pair => pair.Key.EndsWith("ata", StringComparison.Ordinal) && pair.Key != "metadata").SelectMany(pair => pair.Value!.AsObject().Select(entry => entry.Key)))}";
        foreach (var secret in cluster.List(BuiltInTypes.Secret)) yield return $"Secret {secret["metadata"]!["name"]}";
        foreach (var job in cluster.List(BuiltInTypes.Job).Where(job => job["metadata"]!["labels"]?[Keys.Refresh] is null)) yield return $"Job {job["metadata"]!["name"]}";
        foreach (var shadow in cluster.List(cluster.Store.FindType("penumbra.dev", "shadowdeployments")!))
        {
            var status = shadow["status"];
            yield return $"ShadowDeployment {shadow["metadata"]!["name"]} {status?["phase"]} {status?["verdict"]} {status?["why"]} of {status?["subject"]} finalizers {shadow["metadata"]!["finalizers"]?.ToJsonString()}";
            foreach (var condition in status?["conditions"]?.AsArray() ?? []) yield return $"  {condition!["type"]}={condition["status"]} {condition["reason"]}";
        }
    }

    [GeneratedRegex("-key-[0-9a-f]{8}")]
    private static partial Regex SecretKeys();
}
