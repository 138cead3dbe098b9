using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Oracles;

/// <summary>
/// What the judge has gathered is neither lost nor counted twice, whoever dies: what status keeps of an objective never falls within an attempt, and never is more than the release has answered.
/// What came in since the last write of status is in nobody's books: it becomes one block of the next process.
/// </summary>
/// <param name="cluster">The world.</param>
public sealed class EvidenceOracle(SimulatedCluster cluster) : Oracle(cluster)
{
    private static readonly string[] Judged = ["darklaunches", "shadowdeployments"];

    private readonly SortedDictionary<string, long> _kept = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        if (!call.IsWrite || call.Subresource != "status" || response.Status >= 300 || !Judged.Contains(call.Plural)) return;
        if (Cluster.Get("penumbra.dev", call.Plural, call.Name) is not { } owner || owner["status"]?["evidence"] is not JsonObject evidence) return;
        var attempt = evidence["attempt"]?.GetValue<string>() ?? "";
        foreach (var kept in (evidence["objectives"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (Counted(kept["state"]?.GetValue<string>() ?? "") is not { } counted) continue;
            var key = $"{owner["metadata"]!["uid"]} {attempt} {kept["name"]} {kept["question"]}";
            if (_kept.TryGetValue(key, out var before) && counted < before)
                Cluster.Violate("evidence-kept", $"{call} keeps {counted} of objective {kept["name"]} of {attempt}, and {before} had been written");
            _kept[key] = counted;
            if (call.Plural != "darklaunches" || !IsOfEvents(kept)) continue;
            var answered = Cluster.Users.AnsweredBy(attempt.Split('/')[0]);
            if (counted > answered) Cluster.Violate("evidence-once", $"{call} counts {counted} events of {attempt} for objective {kept["name"]}, which has answered {answered}");
        }
    }

    private static bool IsOfEvents(JsonObject kept) => kept["state"]!.GetValue<string>().StartsWith("n=", StringComparison.Ordinal);

    // Of events how many, of ranks the windows; crashes are forgotten after ten minutes.
    private static long? Counted(string state)
    {
        var number = state.Split(';').FirstOrDefault(part => part.StartsWith("n=", StringComparison.Ordinal) || part.StartsWith("w=", StringComparison.Ordinal))?[2..].Split(',')[0];
        return number is null ? null : long.Parse(number, CultureInfo.InvariantCulture);
    }
}
