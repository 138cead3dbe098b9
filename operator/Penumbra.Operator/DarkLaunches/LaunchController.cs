using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Queue;
using Penumbra.Operator.Cluster;
using Penumbra.Operator.Measuring;
using Penumbra.Operator.Telemetry;
using Penumbra.Traffic;
using Penumbra.Traffic.Patching;

namespace Penumbra.Operator.DarkLaunches;

/// <summary>One pass over one launch: facts, decision, effects. The only way anything flows.</summary>
public sealed class LaunchController
{
    private static readonly TimeSpan CacheLag = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan PrunedAgain = TimeSpan.FromMinutes(10);

    private readonly LaunchCatalog _catalog;
    private readonly LaunchIdentity _identity;
    private readonly LaunchGatherer _gatherer;
    private readonly ObjectiveSampler _sampler;
    private readonly TrafficRouters _routers;
    private readonly ClusterCaches _caches;
    private readonly WriteTracker _tracker;
    private readonly EffectExecutor _executor;
    private readonly IKubernetesClient _client;
    private readonly EventRecorder _events;
    private readonly LaunchMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LaunchStates _states;

    /// <summary>Wires a controller; see <see cref="Hosting.OperatorHost"/>.</summary>
    public LaunchController(
        LaunchCatalog catalog, LaunchGatherer gatherer, ObjectiveSampler sampler, LaunchStates states, TrafficRouters routers, ClusterCaches caches, WriteTracker tracker,
        EffectExecutor executor, IKubernetesClient client, EventRecorder events, LaunchMetrics metrics, TimeProvider time, ILogger logger)
    {
        _catalog = catalog;
        _gatherer = gatherer;
        _sampler = sampler;
        _states = states;
        _routers = routers;
        _caches = caches;
        _identity = new LaunchIdentity(caches);
        _tracker = tracker;
        _executor = executor;
        _client = client;
        _events = events;
        _metrics = metrics;
        _time = time;
        _logger = logger;
    }

    /// <summary>One pass.</summary>
    public async Task<PassResult> PassAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_catalog.Get(key) is not { } entry)
        {
            _states.Remove(key);
            _sampler.Stop(key);
            _metrics.Forget(key);
            return PassResult.Done();
        }

        var state = _states.Of(key, entry.View.Uid);
        if (entry.Reading is not { } reading) return await UnreadableAsync(entry, cancellationToken);
        if (IsBehind(state)) return PassResult.TooEarly(CacheLag);
        var spec = _identity.Keep(entry, reading.Spec);
        var (readings, sampledAt) = state.Inbox.Take();
        state.Refused = null;
        state.HasLearnt = false;
        if (state.Pruned.Count > 0 && _time.GetUtcNow() >= state.PrunedUntil) await AskAgainAsync(entry, spec, state, cancellationToken);
        using var activity = LaunchMetrics.Pass(key);
        var seen = _gatherer.Gather(entry, spec, state, readings);
        var decision = Decide.Next(spec, seen);
        state.Memory = decision.Memory;
        state.IsConverged = decision.IsConverged;
        _sampler.Plan(key, Measured(decision.Measure, spec, entry.View.Uid));
        _metrics.Decided(key, decision, seen);

        // The way back goes before everything else, of this launch and of all others: what remains of the pass waits until no other launch is urgent.
        var effects = decision.Effects.Where(effect => effect is not LaunchEffect.EmitEvent).ToList();
        if (effects.Exists(effect => effect is LaunchEffect.RehearseTraffic))
        {
            // What the answer tells is decided on before anything is created.
            var rehearsal = await CarryOutAsync(entry, spec, seen, decision, effects.FindAll(effect => effect is LaunchEffect.RehearseTraffic), state, cancellationToken);
            if (rehearsal.Outcome != ExecutionOutcome.Completed || state.HasLearnt) return await EndAsync(rehearsal, cancellationToken);
            effects.RemoveAll(effect => effect is LaunchEffect.RehearseTraffic);
        }

        var back = effects.FindLastIndex(effect => effect is LaunchEffect.SetTraffic { LeadsBack: true }) + 1;
        var first = back == 0 ? effects : effects[..back];
        var report = await CarryOutAsync(entry, spec, seen, decision, first, state, cancellationToken);
        if (sampledAt is { } sampled && report.Outcome == ExecutionOutcome.Completed && first.Any(effect => effect is LaunchEffect.SetTraffic)) _metrics.SampleToRoute(_time.GetElapsedTime(sampled));
        if (report.Outcome != ExecutionOutcome.Completed || first.Count == effects.Count) return await EndAsync(report, cancellationToken);
        return PassResult.Later(async later =>
        {
            var rest = await CarryOutAsync(entry, spec, seen, decision, effects[back..], state, later);
            return await EndAsync(rest with { Writes = [.. report.Writes, .. rest.Writes] }, later);
        });

        Task<PassResult> EndAsync(ExecutionReport done, CancellationToken token) => EndPassAsync(entry, spec, seen, decision, state, done, token);
    }

    private static MeasuredSubject? Measured(MeasurePlan? plan, DarkLaunchSpec spec, string uid)
    {
        MeasuredSide Side(string revision) => new(revision, $"{spec.Template}-{revision}");
        return plan is null ? null : new MeasuredSubject(uid, plan.Interval, spec.Objectives, Side(plan.Revision), plan.Stable is { } stable ? Side(stable) : null);
    }

    private async Task<PassResult> EndPassAsync(
        LaunchEntry entry, DarkLaunchSpec spec, LaunchObserved seen, LaunchDecision decision, LaunchState state, ExecutionReport report, CancellationToken cancellationToken)
    {
        // What happened to users is told even if a later write of the same pass failed.
        var steered = decision.Effects.OfType<LaunchEffect.SetTraffic>().Select(effect => (effect.Route.Kind, effect.Route.Name)).ToHashSet();
        var moved = report.Writes.Any(write => write.Status == WriteStatus.Written && !write.Write.DryRun && steered.Contains((write.Write.Kind.Kind, write.Write.Key.Name)));
        var isRehearsal = report.Writes.Count > 0 && report.Writes.All(write => write.Write.DryRun);
        if ((report.Failure is null && !(isRehearsal && state.HasLearnt)) || moved) Tell(entry, decision);
        if (report.Failure is { } failure) return await FailedAsync(entry, spec, seen, state, report, failure, cancellationToken);
        if (state.HasLearnt) return PassResult.Done(Soon);
        var asksAgain = state.Pruned.Count > 0 ? state.PrunedUntil : (DateTimeOffset?)null;
        var next = decision.ReconsiderAt is { } at && !(asksAgain < at) ? at : asksAgain;
        return PassResult.Done(next is { } then ? Max(then - _time.GetUtcNow(), Soon) : null);
    }

    // Of the launch's own route alone: all of an existing route is known, as it is stored already.
    private void Learn(LaunchEntry entry, LaunchState state, ExecutionReport report)
    {
        if (entry.Fields?.Traffic.GatewayApi?.Managed is null) return;
        foreach (var write in report.Writes.Where(write => write is { Status: WriteStatus.Written, Object: not null } && write.Write.Kind == ResourceKinds.HttpRoute && write.Write.Key.Name == entry.View.Name))
        {
            var known = state.Pruned.Union(PrunedFields.Of(write.Write, write.Object!));
            if (known.Count == state.Pruned.Count) continue;
            state.Pruned = known;
            state.PrunedUntil = _time.GetUtcNow() + PrunedAgain;
            state.HasLearnt = true;
        }
    }

    // A newer definition of HTTPRoute may know the fields by now: asked by a dry run, which changes nothing.
    private async Task AskAgainAsync(LaunchEntry entry, DarkLaunchSpec spec, LaunchState state, CancellationToken cancellationToken)
    {
        var route = new RouteId("gatewayAPI", ResourceKinds.HttpRoute.Kind, entry.View.Name);
        var planned = _routers.Plan(LaunchGatherer.Traffic(entry, spec, []), route, new TrafficAim { Release = true });
        state.PrunedUntil = _time.GetUtcNow() + PrunedAgain;
        if (planned is not null)
        {
            var report = await _executor.ExecuteAsync([new WriteGroup(WriteGroupMode.InOrder, [new PlannedWrite(planned.Write with { DryRun = true, Cause = nameof(Reason.RouterCannot) })])], cancellationToken);
            if (report.Outcome != ExecutionOutcome.Completed) return;
            state.Pruned = state.Pruned.Clear();
            Learn(entry, state, report);
            state.HasLearnt = false;
            return;
        }

        state.Pruned = state.Pruned.Clear();
    }

    // Nothing can be known of what such a spec asks for: the traffic stays where it is, and status says what to mend. The schema of the CRD keeps
    // an API server from storing one.
    private async Task<PassResult> UnreadableAsync(LaunchEntry entry, CancellationToken cancellationToken)
    {
        var isGoing = entry.View.Deleting && entry.View.Metadata.Finalizers.Contains(Keys.Finalizer);
        if (isGoing && (IsAtRest(entry.Status) || _caches.Namespaces?.Get(new ObjectKey("", entry.View.Namespace)) is { Deleting: true }))
        {
            // What rests needs nobody to lead it anywhere.
            var last = await _executor.ExecuteAsync([new WriteGroup(WriteGroupMode.InOrder, [LaunchWrites.Finalizer(entry.View, add: false, nameof(Reason.Deleting))])], cancellationToken);
            if (last.Failure is { } refusal) return PassResult.Retry(refusal);
            Record(entry, warning: true, Reason.Deleting, "deleted although its spec cannot be read, deletionPolicy included: its Services, routes and Deployments stay as they are");
            return PassResult.Done();
        }

        if (entry.Status.ObservedGeneration == entry.View.Generation && entry.Status.Reason == Reason.InvalidSpec) return PassResult.Done();
        var since = _time.GetUtcNow();
        var message = entry.Unreadable?.ToString() ?? "the spec cannot be read";
        if (isGoing) message += $". It is being deleted while it is {entry.Status.Phase} and the candidate has {entry.Status.Weight} % of the users: mend the spec, or lead them where you want them and remove finalizer {Keys.Finalizer} by hand";
        var status = entry.Status with
        {
            ObservedGeneration = entry.View.Generation ?? 0,
            Reason = Reason.InvalidSpec,
            Message = $"stalled: {message}",
            Conditions =
            [
                .. entry.Status.Conditions.Where(condition => condition.Type is not ("Ready" or "Stalled")),
                new Condition("Ready", ConditionStatus.False, nameof(Reason.InvalidSpec), message, since, entry.View.Generation ?? 0),
                new Condition("Stalled", ConditionStatus.True, nameof(Reason.InvalidSpec), message, since, entry.View.Generation ?? 0),
            ],
        };
        var write = LaunchWrites.Status(entry.View, entry.Status, status, nameof(Reason.InvalidSpec));
        var report = await _executor.ExecuteAsync([new WriteGroup(WriteGroupMode.InOrder, [write])], cancellationToken);
        return report.Failure is { } failure ? PassResult.Retry(failure) : PassResult.Done();
    }

    private static bool IsAtRest(LaunchStatus status) => status.Phase is LaunchPhase.Healthy or LaunchPhase.RolledBack;

    private bool IsBehind(LaunchState state)
    {
        foreach (var (kind, key) in state.Written.ToList())
        {
            if (_caches.Of(kind) is not { } cache || _tracker.Check(kind, key, cache) == CatchUp.CaughtUp) state.Written.Remove((kind, key));
        }

        return state.Written.Count > 0;
    }

    private async Task<ExecutionReport> CarryOutAsync(
        LaunchEntry entry, DarkLaunchSpec spec, LaunchObserved seen, LaunchDecision decision, List<LaunchEffect> effects, LaunchState state, CancellationToken cancellationToken)
    {
        if (effects.Count == 0) return new ExecutionReport(ExecutionOutcome.Completed, [], null);
        JsonObject? template = null;
        if (effects.Any(LaunchWrites.NeedsTemplate))
        {
            // The caches keep only a digest of pod templates: the whole one is read when a revision is made.
            var live = await _client.GetAsync(ResourceKinds.Deployment, new ObjectKey(entry.View.Namespace, spec.Template), Projections.Whole, cancellationToken);
            if (!live.Succeeded && !live.Failure.IsNotFound) return new ExecutionReport(ExecutionOutcome.Failed, [], live.Failure);
            template = live.Value;
        }

        JsonObject? apex = null;
        if (effects.Any(effect => LaunchWrites.NeedsApex(effect, seen)))
        {
            var live = await _client.GetAsync(ResourceKinds.Service, new ObjectKey(entry.View.Namespace, spec.Traffic.Service), Projections.Whole, cancellationToken);
            if (!live.Succeeded) return new ExecutionReport(ExecutionOutcome.Failed, [], live.Failure);
            apex = live.Value;
        }

        var groups = Groups(effects, new LaunchWrites(entry, spec, seen, _routers, state.Pruned, decision.Reason.ToString()), template, apex);
        var report = await _executor.ExecuteAsync(groups, cancellationToken);
        foreach (var write in report.Writes.Where(write => write.MustBeSeen)) state.Written.Add((write.Write.Kind, write.Write.Key));
        Learn(entry, state, report);
        return report;
    }

    // Neighbouring writes that lead back form one group: all of them are attempted.
    private static List<WriteGroup> Groups(IReadOnlyList<LaunchEffect> effects, LaunchWrites writes, JsonObject? template, JsonObject? apex)
    {
        var groups = new List<WriteGroup>();
        foreach (var effect in effects)
        {
            if (writes.Plan(effect, template, apex) is not { } planned) continue;
            var mode = effect is LaunchEffect.SetTraffic { LeadsBack: true } ? WriteGroupMode.AttemptAll : WriteGroupMode.InOrder;
            if (groups.Count > 0 && groups[^1].Mode == mode) groups[^1] = groups[^1] with { Writes = [.. groups[^1].Writes, planned] };
            else groups.Add(new WriteGroup(mode, [planned]));
        }

        return groups;
    }

    // Refused for good: a person must see it. The status says so, and the pass comes again, as rights and webhooks are mended without a word to us.
    private async Task<PassResult> FailedAsync(
        LaunchEntry entry, DarkLaunchSpec spec, LaunchObserved seen, LaunchState state, ExecutionReport report, ApiFailure failure, CancellationToken cancellationToken)
    {
        var refused = report.Writes.FirstOrDefault(write => write.Failure is not null);
        if (failure.Kind != ErrorKind.Terminal || refused is null || refused.Write.Subresource == "status") return PassResult.Retry(failure);
        var write = refused.Write;
        state.Refused = write.DryRun
            ? new Problem(Reason.RouteRefused, "spec.traffic", $"the API server refuses the steps' rules for {write.Kind.Kind} {write.Key.Name}: {failure.Message}")
            : new Problem(Reason.WriteRefused, "", $"{write.Verb} of {write.Kind.Kind} {write.Key.Name} was refused: {failure.Message}");
        var told = Decide.Next(spec, seen with { Refused = state.Refused, Readings = [], Memory = state.Memory });
        // Users are served all the same: stable grows as it is asked to, whatever is refused.
        var grown = told.Growth(seen).ToList();
        var patch = told.Effects.OfType<LaunchEffect.PatchStatus>().FirstOrDefault();
        if (grown.Count == 0 && patch is null) return PassResult.Retry(failure);

        // Before the answer, which may be lost: what stands in status is then our own all the same.
        if (patch is not null) state.Memory = state.Memory with { Known = told.Memory.Known };
        var writes = new LaunchWrites(entry, spec, seen, _routers, state.Pruned, nameof(Reason.WriteRefused));
        var planned = ((LaunchEffect?[])[.. grown, patch]).OfType<LaunchEffect>().Select(effect => writes.Plan(effect, null)).OfType<PlannedWrite>().ToList();
        var second = await _executor.ExecuteAsync([new WriteGroup(WriteGroupMode.AttemptAll, planned)], cancellationToken);
        foreach (var written in second.Writes.Where(outcome => outcome.MustBeSeen)) state.Written.Add((written.Write.Kind, written.Write.Key));
        if (second.Writes.Any(outcome => outcome is { Status: WriteStatus.Written or WriteStatus.NothingToDo, Write.Subresource: "status" })) Record(entry, warning: true, state.Refused.Reason, state.Refused.Message);
        return PassResult.Retry(failure);
    }

    // After the writes: nobody's mail may hold up traffic.
    private void Tell(LaunchEntry entry, LaunchDecision decision)
    {
        foreach (var told in decision.Effects.OfType<LaunchEffect.EmitEvent>())
        {
            Record(entry, told.Warning, told.Reason, told.Note);
            _logger.LogInformation("{Namespace}/{Name} {Reason}: {Note}", entry.View.Namespace, entry.View.Name, told.Reason, told.Note);
        }
    }

    private void Record(LaunchEntry entry, bool warning, Reason reason, string note) => _events.Record(
        new EventRegarding(ResourceKinds.DarkLaunch, new ObjectKey(entry.View.Namespace, entry.View.Name), entry.View.Uid),
        warning ? EventType.Warning : EventType.Normal, reason.ToString(), "Reconcile", note);

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
