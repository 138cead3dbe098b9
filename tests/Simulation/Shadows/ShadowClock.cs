using System.Text.Json.Nodes;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Shadows;

/// <summary>
/// Writes that a comparison makes by the clock: counts in its status, twice a minute at most, and what was found, once a minute. How many there are says how long it took, and nothing of the faults on
/// the way; that they are no more often than that, <see cref="Oracles.ShadowOracle"/> sees to.
/// </summary>
public static class ShadowClock
{
    private static readonly string[] Counts = ["seen", "compared", "notCompared", "mismatch", "latency", "notJudged", "endpoints", "differences", "message", "expectedAt", "why", "objectives", "evidence", "replay"];

    /// <summary>Whether a write that was just made is one of them.</summary>
    /// <param name="call">The write.</param>
    /// <param name="before">The shadow before it, where it was one of a shadow's status.</param>
    /// <param name="cluster">The world after it.</param>
    public static bool IsOfTime(ApiCall call, JsonObject? before, SimulatedCluster cluster)
    {
        if (call is { Plural: "configmaps" } && call.Name.EndsWith("-evidence", StringComparison.Ordinal)) return true;
        return before?["status"] is JsonObject was && cluster.Shadow(call.Name)?["status"] is JsonObject now && JsonNode.DeepEquals(Essence(was), Essence(now));
    }

    private static JsonObject Essence(JsonObject status)
    {
        var essence = status.DeepClone().AsObject();
        foreach (var count in Counts) essence.Remove(count);
        foreach (var condition in essence["conditions"]?.AsArray() ?? []) condition!.AsObject().Remove("message");
        return essence;
    }
}
