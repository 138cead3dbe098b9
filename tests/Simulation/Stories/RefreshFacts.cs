using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Refreshes;

namespace Penumbra.Simulation.Stories;

/// <summary>What can be asked of refreshes: <see cref="Facts"/> says it all.</summary>
public static class RefreshFacts
{
    /// <summary>The names of it.</summary>
    public static IReadOnlyList<string> Names { get; } = ["refresh", "refreshCondition", "refreshGone", "handled", "nextRun", "published", "runs", "ended", "cleanedUp", "cronJobs", "held", "schedules"];

    /// <summary>Whether one of them holds.</summary>
    /// <param name="cluster">The world.</param>
    /// <param name="named">Of which refresh; null for the first.</param>
    /// <param name="name">What is asked.</param>
    /// <param name="wanted">What it should be.</param>
    /// <param name="seen">What it is.</param>
    public static bool Holds(SimulatedCluster cluster, string? named, string name, JsonNode wanted, out string seen)
    {
        var refresh = cluster.Refresh(named);
        var status = refresh?["status"];
        switch (name)
        {
            case "refreshCondition":
                return Facts.Conditions(status, wanted, out seen);
            case "ended":
                var ends = cluster.Refreshes().SelectMany(one => RefreshJobs.Runs(cluster, one["metadata"]!["name"]!.GetValue<string>())).Select(RefreshJobs.End).OfType<string>().ToList();
                seen = string.Join(" ", ends.Order(StringComparer.Ordinal));
                return wanted.AsObject().All(pair => ends.Count(end => end == pair.Key) == pair.Value!.GetValue<int>());
            case "schedules":
                var schedules = cluster.List(BuiltInTypes.CronJob).ToDictionary(cron => cron["metadata"]!["name"]!.GetValue<string>(), cron => cron["spec"]!["schedule"]!.GetValue<string>(), StringComparer.Ordinal);
                seen = string.Join(", ", schedules.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
                return wanted.AsObject().All(pair => schedules.TryGetValue(pair.Key, out var schedule) && schedule == pair.Value!.ToString());
            case "cronJobs" or "held":
                var crons = cluster.List(BuiltInTypes.CronJob).Where(cron => name == "cronJobs" || cron["spec"]!["suspend"]?.GetValue<bool>() == true).Select(cron => cron["metadata"]!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal).ToList();
                seen = string.Join(" ", crons);
                return wanted.AsArray().Select(one => one!.ToString()).Order(StringComparer.Ordinal).SequenceEqual(crons);
            default:
                seen = name switch
                {
                    "refresh" => status?["phase"]?.ToString() ?? "",
                    "refreshGone" => refresh is null ? "true" : "false",
                    "handled" => status?["handledRefresh"]?.ToString() ?? "",
                    "nextRun" => status?["nextRun"] is null ? "false" : "true",
                    "published" => (status?["snapshots"]?.AsArray().Count ?? 0).ToString(CultureInfo.InvariantCulture),
                    "runs" => cluster.Workers.Runs.ToString(CultureInfo.InvariantCulture),
                    _ => cluster.Workers.Cleaned.ToString(CultureInfo.InvariantCulture),
                };
                return seen == wanted.ToString();
        }
    }
}
