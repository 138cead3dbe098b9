using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Faults;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Oracles;

/// <summary>
/// What the judge has gathered is neither lost nor counted twice, whoever dies: what status keeps of an objective never falls within an attempt (<c>evidence-kept</c>), and never is more than the release had answered when the source was
/// last read, neither in all nor of what is bad (<c>evidence-once</c>). What came in since the last write of status is in nobody's books: it becomes one block of the next process.
/// </summary>
/// <param name="cluster">The world.</param>
public sealed class EvidenceOracle(SimulatedCluster cluster) : Oracle(cluster)
{
    private static readonly string[] Judged = ["darklaunches", "shadowdeployments"];

    // An answer is on its way for so long at most, unless the source is slow: then it says what was counted when it was sent.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(10);

    private readonly SortedDictionary<string, long[]> _kept = new(StringComparer.Ordinal);
    private readonly List<(TimeSpan At, string Revision, (long Total, long Failed, long Slow) Counted)> _answered = [];
    private readonly SortedSet<string> _revisions = new(StringComparer.Ordinal);
    private (int Evaluations, TimeSpan At) _asked;

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        if (!call.IsWrite || call.Subresource != "status" || response.Status >= 300 || !Judged.Contains(call.Plural)) return;
        if (Cluster.Get("penumbra.dev", call.Plural, call.Name) is not { } owner || owner["status"]?["evidence"] is not JsonObject evidence) return;
        var attempt = evidence["attempt"]?.GetValue<string>() ?? "";
        foreach (var kept in (evidence["objectives"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var state = kept["state"]?.GetValue<string>() ?? "";
            if (Counted(state) is not { } counted) continue;
            var key = $"{owner["metadata"]!["uid"]} {attempt} {kept["name"]} {kept["question"]}";
            if (_kept.TryGetValue(key, out var before) && counted.Zip(before).Any(pair => pair.First < pair.Second))
                Cluster.Violate("evidence-kept", $"{call} keeps {string.Join(" and ", counted)} of objective {kept["name"]} of {attempt}, and {string.Join(" and ", before)} had been written");
            _kept[key] = counted;
            if (call.Plural == "darklaunches" && state.StartsWith("n=", StringComparison.Ordinal)) Once(call, owner, attempt, kept["name"]!.GetValue<string>(), state, counted);
        }
    }

    /// <inheritdoc/>
    public override void Tick()
    {
        var now = Cluster.Time.Elapsed;
        if (Cluster.Evaluations != _asked.Evaluations) _asked = (Cluster.Evaluations, now);
        else if (now - _asked.At > OnItsWay) return;
        foreach (var revision in _revisions) _answered.Add((now, revision, Cluster.Users.CountedOf(revision)));
    }

    private void Once(ApiCall call, JsonObject owner, string attempt, string objective, string state, long[] counted)
    {
        var revision = attempt.Split('/')[0];
        _revisions.Add(revision);
        var answered = AnsweredAt(revision, Part(state, "t=") is [var at, ..] ? DateTimeOffset.FromUnixTimeMilliseconds(at) - SimulatedTime.Start : Cluster.Time.Elapsed);
        var indicator = owner["spec"]?["objectives"]?.AsArray().FirstOrDefault(one => one?["name"]?.GetValue<string>() == objective)?["indicator"];
        if (counted[0] > answered.Total) Cluster.Violate("evidence-once", $"{call} counts {counted[0]} events of {attempt} for objective {objective}, which had answered {answered.Total}");
        var (bad, what) = indicator?["quantile"] is not null ? (answered.Slow, "slow") : (answered.Failed, "failed");
        if (indicator is not null && counted[1] > bad) Cluster.Violate("evidence-once", $"{call} counts {counted[1]} bad events of {attempt} for objective {objective}; {bad} had {what}");
    }

    // As it was when the last reading was made, a moment later at most; where the process's clock is wrong, now.
    private (long Total, long Failed, long Slow) AnsweredAt(string revision, TimeSpan at)
    {
        var known = _answered.Find(entry => entry.Revision == revision && entry.At >= at);
        return known.Revision is null || Cluster.Faults.Any(fault => fault is ClockFault) ? Cluster.Users.CountedOf(revision) : known.Counted;
    }

    // Of events how many in all and how many bad ones, of ranks the windows; crashes are forgotten after ten minutes.
    private static long[]? Counted(string state) => Part(state, "n=") is [var total, var bad, ..] ? [total, bad] : Part(state, "w=") is [var windows, ..] ? [windows] : null;

    private static long[] Part(string state, string name) =>
        state.Split(';').FirstOrDefault(part => part.StartsWith(name, StringComparison.Ordinal)) is { } part ? [.. part[name.Length..].Split(',').Select(number => (long)double.Parse(number, CultureInfo.InvariantCulture))] : [];
}
