using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Core.Common;
using Penumbra.Operator.SnapshotRefreshes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Faults;
using Penumbra.Simulation.Refreshes;

namespace Penumbra.Simulation.Runs;

/// <summary>
/// What is there of refreshes at the end, in lines. Left out: what depends on a UID (names of Jobs on demand, the minute of the sweep), the ids of runs, which are times, the daily sweep's Jobs, which are as many as there were days, and a
/// cleanup that has ended, which goes an hour later.
/// </summary>
public static partial class RefreshEndState
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Of(SimulatedCluster cluster) => Lines(cluster).Select(line => Times().Replace(Ids().Replace(Hashes().Replace(line, "-$1-"), "run"), "time"));

    private static IEnumerable<string> Lines(SimulatedCluster cluster)
    {
        foreach (var cron in cluster.List(BuiltInTypes.CronJob))
        {
            var spec = Ordered(cron["spec"])!.AsObject();
            var owner = cron["metadata"]!["annotations"]?[Keys.OwnerUid]?.GetValue<string>();
            if (owner is not null && cron["metadata"]!["name"]!.GetValue<string>() == RefreshNames.Sweep(cron["metadata"]!["labels"]?[Keys.Refresh]?.GetValue<string>() ?? "")) spec.Remove("schedule");
            var line = $"CronJob {cron["metadata"]!["name"]} {spec.ToJsonString()}";
            yield return owner is null ? line : line.Replace(owner, "uid", StringComparison.Ordinal);
        }

        foreach (var (group, plural) in new[] { ("rbac.authorization.k8s.io", "roles"), ("rbac.authorization.k8s.io", "rolebindings"), ("coordination.k8s.io", "leases") })
        {
            foreach (var right in cluster.List(cluster.Store.FindType(group, plural)!).Where(right => !IsLate(cluster, right))) yield return $"{right["kind"]} {right["metadata"]!["name"]} {right["rules"]?.ToJsonString()}{right["subjects"]?.ToJsonString()}";
        }

        var jobs = cluster.List(BuiltInTypes.Job).Where(job => job["metadata"]!["labels"]?[Keys.Refresh] is not null && !RefreshJobs.IsSweep(job) && !(RefreshJobs.IsCleanup(job) && RefreshJobs.HasEnded(job)));
        foreach (var same in jobs.GroupBy(job => $"Job {Names().Replace(job["metadata"]!["name"]!.GetValue<string>(), "-")} {RefreshJobs.End(job) ?? "under way"}").OrderBy(same => same.Key, StringComparer.Ordinal)) yield return $"{same.Key}: {same.Count()}";
        foreach (var refresh in cluster.Refreshes())
        {
            var status = refresh["status"];
            yield return $"SnapshotRefresh {refresh["metadata"]!["name"]} {status?["phase"]} run {status?["run"]?.ToJsonString()} snapshots {status?["snapshots"]?.ToJsonString()} handled {status?["handledRefresh"]} of {status?["templateHash"]} finalizers {refresh["metadata"]!["finalizers"]?.ToJsonString()}";
            foreach (var condition in status?["conditions"]?.AsArray() ?? []) yield return $"  {condition!["type"]}={condition["status"]} {condition["reason"]}";
        }
    }

    // A write may be on its way for longer than its process led, and arrive when the refresh is gone. Nobody is bound to such a Role, and a refresh that is made again under the name takes it over.
    private static bool IsLate(SimulatedCluster cluster, JsonObject right) =>
        right["kind"]?.GetValue<string>() == "Role" && cluster.Faults.Any(fault => fault is TwoLeadersFault) && cluster.Refreshes().Count == 0 && cluster.Get("rbac.authorization.k8s.io", "rolebindings", right["metadata"]!["name"]!.GetValue<string>()) is null;

    // Keys in one order, those of a worker's input too: which one a cluster keeps them in says nothing.
    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Ordered(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Ordered)]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith("{\"", StringComparison.Ordinal) => Ordered(JsonNode.Parse(text)),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex("(?<=-now|-cleanup)-[0-9a-f]{8}$|(?<=-refresh)-[0-9]{8}$")]
    private static partial Regex Names();

    [GeneratedRegex("-(key|now|cleanup)-[0-9a-f]{8}")]
    private static partial Regex Hashes();

    [GeneratedRegex("[0-9]{8}t[0-9]{6}z")]
    private static partial Regex Ids();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")]
    private static partial Regex Times();
}
