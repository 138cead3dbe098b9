using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Refreshes;

/// <summary>The Jobs of refreshes, by their stored objects alone.</summary>
public static class RefreshJobs
{
    /// <summary>Those of a refresh's runs that have not ended.</summary>
    public static IEnumerable<JsonObject> Active(SimulatedCluster cluster, string refresh) => Runs(cluster, refresh).Where(job => !HasEnded(job) && job["metadata"]!["deletionTimestamp"] is null);

    /// <summary>Those of a refresh's runs.</summary>
    public static IEnumerable<JsonObject> Runs(SimulatedCluster cluster, string refresh) =>
        cluster.List(BuiltInTypes.Job).Where(job => job["metadata"]!["labels"]?[Keys.Refresh]?.GetValue<string>() == refresh && !IsCleanup(job) && !IsSweep(job));

    /// <summary>How one ended; null where it has not.</summary>
    public static string? End(JsonObject job) => new[] { "Complete", "Failed" }.FirstOrDefault(type => job["status"]?["conditions"]?.AsArray().Any(condition => condition?["type"]?.GetValue<string>() == type && condition["status"]?.GetValue<string>() == "True") == true);

    /// <summary>Whether one has ended.</summary>
    public static bool HasEnded(JsonObject job) => End(job) is not null;

    /// <summary>Whether one cleans up after a refresh that goes.</summary>
    public static bool IsCleanup(JsonObject job) => Has(job, "--remove");

    /// <summary>Whether one is the daily sweep's.</summary>
    public static bool IsSweep(JsonObject job) => Has(job, "--sweep");

    private static bool Has(JsonObject job, string argument) =>
        job["spec"]?["template"]?["spec"]?["containers"]?[0]?["args"]?.AsArray().Any(one => one?.GetValue<string>() == argument) == true;
}
