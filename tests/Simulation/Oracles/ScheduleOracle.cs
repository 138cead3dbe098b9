using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Time;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.SnapshotRefreshes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Controllers.Jobs;
using Penumbra.Sandbox.Pods;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Refreshes;

namespace Penumbra.Simulation.Oracles;

/// <summary>
/// While a refresh is wrong its CronJob starts nothing, and while it is right it starts what is declared now and nothing older; one that is taken away or changed by a hand is at once as it was. Of several times
/// that were missed one run is made up for. Status says what is so: whether a run is under way, and when the next one starts.
/// </summary>
/// <param name="cluster">The world.</param>
public sealed class ScheduleOracle(SimulatedCluster cluster) : Oracle(cluster)
{
    // Until the operator has heard of a change and written what follows.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    // The same where something goes wrong: a process comes back, a watch is opened again, a pass that was refused comes again within a minute.
    private static readonly TimeSpan Recovered = TimeSpan.FromMinutes(2);

    private static readonly string[] RunsOn = [nameof(Reason.ClientToolsUnfit), nameof(Reason.KeyUnusable)];

    private readonly SortedDictionary<string, (string Declared, TimeSpan At)> _changes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _scheduled = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, DateTimeOffset> _startedAt = new(StringComparer.Ordinal);
    private TimeSpan _absentAt;
    private TimeSpan? _wrongAt;
    private (long Version, TimeSpan At) _seen = (-1, TimeSpan.Zero);

    /// <inheritdoc/>
    public override void Tick()
    {
        var now = Cluster.Time.Elapsed;
        if (!Cluster.Processes.Exists(process => process.IsAlive)) _absentAt = now;
        if (_wrongAt is null && Cluster.Faults.Any(fault => fault.HadEffect || fault.LastHappened > TimeSpan.Zero)) _wrongAt = now;

        // Once a second is enough where nothing has happened.
        if (_seen.Version == Cluster.Store.Version && now - _seen.At < TimeSpan.FromSeconds(1)) return;
        var isNew = _seen.Version != Cluster.Store.Version;
        _seen = (Cluster.Store.Version, now);
        if (isNew) MadeUpFor();
        foreach (var refresh in Cluster.Refreshes())
        {
            var name = refresh["metadata"]!["name"]!.GetValue<string>();
            if (refresh["metadata"]!["deletionTimestamp"] is not null) continue;
            var template = RefreshReading.TemplateOf(View(refresh)) is { } named ? Cluster.Store.Get(Cluster.Store.FindType("penumbra.dev", "snapshotrefreshtemplates")!, null, named) : null;
            var active = RefreshJobs.Active(Cluster, name).Any();
            var declared = $"{refresh["metadata"]!["uid"]} {refresh["metadata"]!["generation"]} {template?["metadata"]!["generation"]} {active} {Cron(name)?["uid"]} {Cron(name)?["generation"]}";
            if (!_changes.TryGetValue(name, out var change) || change.Declared != declared) _changes[name] = change = (declared, now);
            if (!IsSettled(change.At)) continue;
            Schedule(name, refresh, template);
            Said(name, refresh, active);
        }
    }

    // A fault that has begun is over when its blindness is, and what it upset has had its time.
    private bool IsSettled(TimeSpan changed)
    {
        var since = changed > _absentAt ? changed : _absentAt;
        if (Cluster.Faults.Count == 0) return Cluster.Time.Elapsed - since > Settled;
        var last = Cluster.Faults.Max(fault => fault.LastHappened);
        since = new[] { since, last, _wrongAt ?? TimeSpan.Zero }.Max();
        return Cluster.Time.Elapsed - since > Recovered + Cluster.Blindness + Cluster.Faults.Max(fault => fault.Staleness);
    }

    private void MadeUpFor()
    {
        foreach (var job in Cluster.List(BuiltInTypes.Job))
        {
            if (job["metadata"]!["annotations"]?["batch.kubernetes.io/cronjob-scheduled-timestamp"] is null || !_scheduled.Add(job["metadata"]!["uid"]!.GetValue<string>())) continue;
            var (owner, at) = (job["metadata"]!["ownerReferences"]![0]!["uid"]!.GetValue<string>(), DateTimeOffset.Parse(job["metadata"]!["creationTimestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture));
            if (_startedAt.TryGetValue(owner, out var before) && at - before < TimeSpan.FromSeconds(30)) Cluster.Violate("one-catch-up", $"Job {job["metadata"]!["name"]} is made up for {(at - before).TotalSeconds} s after another one of the same schedule");
            _startedAt[owner] = at;
        }
    }

    private void Schedule(string of, JsonObject refresh, JsonObject? template)
    {
        var name = RefreshNames.Runs(of);
        var entry = RefreshReading.Read(View(refresh), template is null ? null : View(template));
        var stalled = refresh["status"]?["conditions"]?.AsArray().FirstOrDefault(condition => condition?["type"]?.GetValue<string>() == "Stalled" && condition["status"]?.GetValue<string>() == "True");
        // What may still come is waited for before it is told as wrong, and holds the schedule as that does.
        var isAwaited = refresh["status"]?["conditions"]?.AsArray().Any(condition => condition?["type"]?.GetValue<string>() == "Reconciling" && condition["status"]?.GetValue<string>() == "True" && condition["reason"]?.GetValue<string>().EndsWith("NotFound", StringComparison.Ordinal) == true) == true;
        var isStalled = isAwaited || (stalled is not null && !RunsOn.Contains(stalled["reason"]?.GetValue<string>()));
        if (entry.Problems.Count > 0 && !isStalled) Cluster.Violate("refresh-told", $"nothing says that {entry.Problems[0]}");
        if (Cluster.Get("batch", "cronjobs", name) is not { } stored)
        {
            if (!isStalled) Cluster.Violate("schedule-kept", $"there is no CronJob {name}");
            return;
        }

        // Somebody else's of that name is told, and left alone.
        var cron = stored["spec"]!;
        if (stored["metadata"]!["annotations"]?[Keys.OwnerUid]?.GetValue<string>() != refresh["metadata"]!["uid"]!.GetValue<string>())
        {
            if (!isStalled) Cluster.Violate("refresh-told", $"nothing says that CronJob {name} is somebody else's");
            return;
        }

        var isHeld = cron["suspend"]?.GetValue<bool>() == true;
        if (isStalled)
        {
            if (!isHeld) Cluster.Violate("schedule-held", $"CronJob {name} still starts runs while the refresh is Stalled");
            return;
        }

        if (entry.Merged is not { } merged) return;
        void Same(string what, string? wanted, string? found)
        {
            if (wanted != found) Cluster.Violate("schedule-current", $"{what} of CronJob {name} is {found}, and {wanted} is declared");
        }

        var container = cron["jobTemplate"]!["spec"]!["template"]!["spec"]!;

        // As the worker reads it: a kubelet takes the doubled dollars out.
        var given = container["containers"]![0]!["env"]!.AsArray().Select(variable => variable?["value"]?.GetValue<string>()).FirstOrDefault(value => value?.StartsWith('{') == true);
        given = given is null ? null : PodEnvironment.Expand(given, new Dictionary<string, string>());
        if (!JsonNode.DeepEquals(merged, JsonNode.Parse(given ?? "null"))) Cluster.Violate("schedule-current", $"runs of CronJob {name} go by {given}, and {merged.ToJsonString()} is declared");
        Same("suspend", merged["suspend"]?.GetValue<bool>() == true || merged["schedule"] is null ? "True" : "False", isHeld ? "True" : "False");
        if (merged["schedule"] is { } schedule) Same("schedule", schedule.ToString(), cron["schedule"]?.ToString());
        Same("serviceAccountName", merged["serviceAccountName"]?.ToString(), container["serviceAccountName"]?.ToString());
        Same("successfulJobsHistoryLimit", merged["history"]?["successful"]?.ToString() ?? "3", cron["successfulJobsHistoryLimit"]?.ToString());
        Same("failedJobsHistoryLimit", merged["history"]?["failed"]?.ToString() ?? "3", cron["failedJobsHistoryLimit"]?.ToString());
        Next(of, merged, isHeld, refresh["status"]?["nextRun"]?.GetValue<string>());
    }

    private void Next(string of, JsonObject merged, bool isHeld, string? said)
    {
        if (isHeld)
        {
            if (said is not null) Cluster.Violate("next-run", $"status of {of} names {said} as its next run, and its CronJob starts none");
            return;
        }

        if (CronSchedule.Parse(merged["schedule"]!.ToString(), merged["timeZone"]?.ToString()) is not { } schedule) return;
        if (said is null)
        {
            Cluster.Violate("next-run", $"status of {of} names no next run");
            return;
        }

        // A pass of the operator comes when the time has come, and a few seconds later. Where its clock is wrong, what comes next is so too: it is its clock that says what has passed.
        var (next, now) = (DateTimeOffset.Parse(said, CultureInfo.InvariantCulture), Cluster.Time.GetUtcNow());
        var cron = Cluster.Get("batch", "cronjobs", RefreshNames.Runs(of))!.AsObject();
        var last = cron.Moment("status", "lastScheduleTime") ?? cron.Created();
        var clocks = Cluster.Processes.Where(process => process.IsAlive).SelectMany(process => new[] { now + process.WallClockShift, now + Slewed(process.WallClockShift) });
        if (!clocks.Append(now).Any(clock => next == schedule.Next(last, clock) || next == schedule.Next(last, clock - TimeSpan.FromSeconds(10)))) Cluster.Violate("next-run", $"status of {of} names {said} as its next run at {now:s}, and it is {schedule.Next(last, now):s}");
    }

    // A wall clock that was set is followed slowly: seconds in hours.
    private TimeSpan Slewed(TimeSpan shift)
    {
        var most = Cluster.Time.Elapsed * SteadyTime.MostSlew;
        return shift > most ? most : shift < -most ? -most : shift;
    }

    private void Said(string of, JsonObject refresh, bool active)
    {
        var phase = refresh["status"]?["phase"]?.GetValue<string>();
        if (phase == "Running" != active) Cluster.Violate("phase-true", $"status of {of} says {phase}, and {(active ? "a Job of its runs is" : "no Job of its runs is")} under way");
        if (refresh["status"]?["observedGeneration"]?.GetValue<long>() != refresh["metadata"]!["generation"]!.GetValue<long>()) Cluster.Violate("observed-generation", $"status of {of} is of generation {refresh["status"]?["observedGeneration"]}, and {refresh["metadata"]!["generation"]} is declared");
    }

    private JsonNode? Cron(string refresh) => Cluster.Get("batch", "cronjobs", RefreshNames.Runs(refresh))?["metadata"];

    private static CustomView View(JsonObject stored) => stored.Deserialize(ViewJson.Default.CustomView)!;
}
