using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Operator.SnapshotRefreshes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.Cluster;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;
using Penumbra.Simulation.Refreshes;

namespace Penumbra.Simulation.Oracles;

/// <summary>
/// What the operator starts and ends for refreshes, checked at each of its writes: a run starts because a word asked for it, once for each word, and never beside another; what the worker wrote stays as it is; nothing is deleted but of a
/// refresh that goes, one cleanup is made for it, and its finalizer goes when that has ended or its hour is over, and no schedule of it is left.
/// </summary>
/// <param name="cluster">The world.</param>
public sealed class RefreshOracle(SimulatedCluster cluster) : Oracle(cluster)
{
    // The operator counts in whole seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private JsonObject? _before;
    private JsonObject? _refresh;
    private string? _running;

    /// <inheritdoc/>
    public override void BeforeWrite(ApiCall call)
    {
        Look();
        _before = call.Name.Length == 0 ? null : Cluster.Get(call.Group, call.Plural, call.Name);
        _refresh = call.Plural == "snapshotrefreshes" ? _before : null;
        _running = call is { Plural: "jobs", Request.Method: "POST" } && Label(JsonNode.Parse(call.Request.Body.Span)!) is { } refresh ? RefreshJobs.Active(Cluster, refresh).Select(Name).FirstOrDefault() : null;
    }

    /// <inheritdoc/>
    public override void AfterCall(ApiCall call, ApiResponse response)
    {
        if (!call.IsWrite || response.Status >= 300) return;
        if (call.Request.Method == "DELETE" && _before is not null) Deleted(call, _before);
        if (call is { Plural: "jobs", Request.Method: "POST" }) Started(call, JsonNode.Parse(response.Body.Span)!.AsObject());
        if (call.Plural != "snapshotrefreshes" || _refresh is null) return;
        var now = Cluster.Refresh(call.Name);
        if (now is not null && Worker(now) != Worker(_refresh)) Cluster.Violate("worker-said", $"{call} changes what the worker wrote: {Worker(_refresh)} to {Worker(now)}");
        if (HasFinalizer(_refresh) && (now is null || !HasFinalizer(now))) Released(call, _refresh);
    }

    /// <inheritdoc/>
    public override void AfterStory() => Look();

    /// <inheritdoc/>
    public override void Tick() => Look();

    private void Look()
    {
        foreach (var refresh in Cluster.Refreshes())
        {
            if (refresh["metadata"]!["annotations"]?[Keys.RunNow]?.GetValue<string>() is { Length: > 0 } word) _asked.Add(RefreshNames.OnDemand(Name(refresh), Uid(refresh), word));
        }

        foreach (var job in Cluster.List(BuiltInTypes.Job).Where(RefreshJobs.HasEnded)) _ended.Add(Name(job));
    }

    private void Started(ApiCall call, JsonObject job)
    {
        if (Label(job) is not { } refresh) return;

        // What a process that led before sends late, for a refresh that is gone by now: its owner is gone too, and it goes with it.
        if (!RefreshJobs.IsCleanup(job) && Cluster.Refresh(refresh) is null) return;
        if (!_made.Add(Name(job))) Cluster.Violate("asked-once", $"{call} makes Job {Name(job)} a second time");
        if (RefreshJobs.IsCleanup(job))
        {
            if (Cluster.Refresh(refresh) is not { } owner || owner["metadata"]!["deletionTimestamp"] is null) Cluster.Violate("cleanup-once", $"{call} cleans up after refresh {refresh}, which nobody deletes");
            return;
        }

        if (!_asked.Contains(Name(job))) Cluster.Violate("one-run", $"{call} makes Job {Name(job)}, and nobody asked for it");
        if (_running is not null) Cluster.Violate("one-run", $"{call} makes Job {Name(job)} beside {_running}, which is under way");
    }

    private void Deleted(ApiCall call, JsonObject what)
    {
        if (Label(what) is not { } refresh) return;
        var owner = Cluster.Refresh(refresh);
        if (owner is null || owner["metadata"]!["deletionTimestamp"] is null || what["metadata"]!["annotations"]?[Keys.OwnerUid]?.GetValue<string>() != Uid(owner))
            Cluster.Violate("nothing-deleted", $"{call} deletes {what["kind"]} {Name(what)}, which is of no refresh that goes");
    }

    private void Released(ApiCall call, JsonObject refresh)
    {
        var at = DateTimeOffset.Parse(refresh["metadata"]!["deletionTimestamp"]?.GetValue<string>() ?? "9999-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        var isGoing = Cluster.Store.Get(Cluster.Store.FindType("", "namespaces")!, null, "shop")?["metadata"]!["deletionTimestamp"] is not null;
        var cleanup = RefreshNames.CleanUp(Name(refresh), Uid(refresh));
        if (refresh["status"]?["run"] is not null && !isGoing && !_ended.Contains(cleanup) && Cluster.Time.GetUtcNow() - at < Patience)
            Cluster.Violate("cleanup-first", $"{call} lets refresh {Name(refresh)} go, and Job {cleanup} has {(_made.Contains(cleanup) ? "not ended" : "never been made")}");
        if (Cluster.List(BuiltInTypes.CronJob).FirstOrDefault(cron => cron["metadata"]!["annotations"]?[Keys.OwnerUid]?.GetValue<string>() == Uid(refresh)) is { } left)
            Cluster.Violate("cleanup-first", $"{call} lets refresh {Name(refresh)} go, and CronJob {Name(left)} is left");
    }

    private static bool HasFinalizer(JsonObject refresh) => refresh["metadata"]!["finalizers"]?.AsArray().Any(finalizer => finalizer!.GetValue<string>() == Keys.RefreshFinalizer) == true;

    private static string Worker(JsonObject refresh) => $"{refresh["status"]?["run"]?.ToJsonString()} {refresh["status"]?["snapshots"]?.ToJsonString()} {refresh["status"]?["lastSuccess"]}";

    private static string? Label(JsonNode made) => made["metadata"]?["labels"]?[Keys.Refresh]?.GetValue<string>();

    private static string Name(JsonObject one) => one["metadata"]!["name"]!.GetValue<string>();

    private static string Uid(JsonObject one) => one["metadata"]!["uid"]!.GetValue<string>();
}
