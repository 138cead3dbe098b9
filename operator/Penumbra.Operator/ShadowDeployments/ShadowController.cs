using Microsoft.Extensions.Logging;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Effects;
using Penumbra.Kubernetes.Events;
using Penumbra.Kubernetes.Informers;
using Penumbra.Kubernetes.Queue;
using Penumbra.Operator.Cluster;
using Penumbra.Operator.Measuring;
using Penumbra.Operator.Telemetry;
using Penumbra.Traffic.Mirroring;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>One pass over one shadow: facts, decision, effects.</summary>
public sealed class ShadowController
{
    private static readonly TimeSpan CacheLag = TimeSpan.FromMilliseconds(250);

    // A pass reads pods and asks the server: what changes often in a namespace must not make it do so often.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan AskedAgain = TimeSpan.FromMinutes(10);

    private readonly ShadowCaches _caches;
    private readonly ShadowGatherer _gatherer;
    private readonly MirrorRouters _routers;
    private readonly IKubernetesClient _client;
    private readonly EffectExecutor _executor;
    private readonly WriteTracker _tracker;
    private readonly EventRecorder _events;
    private readonly ComparisonOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ShadowStates _states;
    private readonly ObjectiveSampler _sampler;
    private readonly OwnershipCheck _ownership;
    private readonly ShadowMetrics _metrics;
    private readonly BusyServer _busy;

    /// <summary>Wires a controller; see <see cref="ShadowHost"/>.</summary>
    public ShadowController(
        ShadowCaches caches, ShadowGatherer gatherer, ShadowStates states, ObjectiveSampler sampler, MirrorRouters routers, IKubernetesClient client, EffectExecutor executor, WriteTracker tracker, EventRecorder events, ComparisonOptions options,
        ShadowMetrics metrics, TimeProvider time, ILogger logger)
    {
        _caches = caches;
        _gatherer = gatherer;
        _states = states;
        _sampler = sampler;
        _routers = routers;
        _client = client;
        _ownership = new OwnershipCheck(client);
        _executor = executor;
        _tracker = tracker;
        _events = events;
        _options = options;
        _metrics = metrics;
        _time = time;
        _busy = new BusyServer(time);
        _logger = logger;
    }

    /// <summary>One pass.</summary>
    public async Task<PassResult> PassAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_caches.Shadows.Get(key) is not { } view)
        {
            _states.Remove(key);
            _metrics.Forget(key);
            _sampler.Stop(key);
            return PassResult.Done();
        }

        var state = _states.Of(key, view.Uid);
        if (IsBehind(state)) return PassResult.TooEarly(CacheLag);
        if (state.PassedAt is { } passed && _time.GetElapsedTime(passed) is var elapsed && elapsed < Least) return PassResult.TooEarly(Least - elapsed);
        if (_busy.TooEarly(key) is { } early) return PassResult.Retry(early);
        state.PassedAt = _time.GetTimestamp();
        state.UnmirroredAt ??= _time.GetUtcNow();
        var entry = ShadowReading.Read(view);
        var (seen, failure) = await _gatherer.GatherAsync(entry, state, cancellationToken);
        if (seen is null) return PassResult.Retry(_busy.Note(key, failure)!);
        var decision = Decide.Next(entry.Spec ?? Nothing, seen with { Readings = state.Inbox.Take().Readings });
        state.Memory = decision.Memory;
        state.IsConverged = decision.IsConverged;
        _metrics.Seen(key, decision.Status);
        _sampler.Plan(key, decision.Measures ? ShadowMeasuring.Of(entry, state.Pods) : null);
        return await CarryOutAsync(entry, seen, decision, state, cancellationToken);
    }

    // A spec that cannot be read asks for nothing; what was begun is ended.
    private static ShadowSpec Nothing { get; } = new() { LiveService = "", LivePort = 0, Settings = "" };

    private async Task<PassResult> CarryOutAsync(ShadowEntry entry, ShadowObserved seen, ShadowDecision decision, ShadowState state, CancellationToken cancellationToken)
    {
        var (taken, unknown) = await TakenAsync(entry, decision, state, cancellationToken);
        if (unknown is not null) return PassResult.Retry(unknown);
        if (taken is not null) return Learnt(entry, state, taken);
        var (parts, unread) = await PartsAsync(entry, decision, state, cancellationToken);
        if (parts is null) return PassResult.Retry(unread!);
        var writes = new ShadowWrites(entry, seen, parts, decision.Reason.ToString());
        foreach (var rehearsal in decision.Effects.Where(effect => effect is ShadowEffect.RehearseMirror))
        {
            // What a definition of the route drops is known before anything is copied.
            var tried = await ExecuteAsync([new WriteGroup(WriteGroupMode.InOrder, [.. writes.Plan(rehearsal)])], state, cancellationToken);
            if (tried.Failure is { } no) return Refused(entry, state, tried, no);
            if (tried.Writes.Where(write => write.Object is not null).Select(write => MirrorRehearsal.Problem(write.Write, write.Object!)).FirstOrDefault(problem => problem is not null) is { } problem)
                return Learnt(entry, state, problem with { Path = $"spec.live.{((ShadowEffect.RehearseMirror)rehearsal).Route.Router}" });
        }

        var groups = new List<WriteGroup>();
        foreach (var effect in decision.Effects.Where(effect => effect is not (ShadowEffect.RehearseMirror or ShadowEffect.EmitEvent)))
        {
            // What ends the copying is attempted on every route, whatever fails on another, and whether or not it can be written down why.
            var mode = effect is ShadowEffect.SetMirror { Sample: null } or ShadowEffect.PatchStatus { Status.Mirror.Refused: not null } ? WriteGroupMode.AttemptAll : WriteGroupMode.InOrder;
            List<PlannedWrite> planned = [.. writes.Plan(effect)];
            if (planned.Count == 0) continue;
            if (groups.Count > 0 && groups[^1].Mode == mode) groups[^1] = groups[^1] with { Writes = [.. groups[^1].Writes, .. planned] };
            else groups.Add(new WriteGroup(mode, planned));
        }

        ExecutionReport report;
        try
        {
            report = groups.Count == 0 ? new ExecutionReport(ExecutionOutcome.Completed, [], null) : await ExecuteAsync(groups, state, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Whoever leads no more does not hear what became of a write that was on its way: a route may have the filter since now.
            NoteRoute(decision, state);
            throw;
        }

        Note(report, decision, state);
        if (report.Failure is { } failure && !IsNotKept(entry, report, state)) return Refused(entry, state, report, failure);
        foreach (var told in decision.Effects.OfType<ShadowEffect.EmitEvent>()) Tell(entry, told);
        return PassResult.Done(decision.ReconsiderAt is { } at ? at - _time.GetUtcNow() is var wait && wait > Soon ? wait : Soon : null);
    }

    // ConfigMaps are not cached, and the operator may not read them: before one is written, it is asked whose it is.
    private async Task<(Problem? Problem, ApiFailure? Failure)> TakenAsync(ShadowEntry entry, ShadowDecision decision, ShadowState state, CancellationToken cancellationToken)
    {
        if (entry.Spec is not { MetricsOnly: false } || !decision.Effects.Any(effect => effect is ShadowEffect.ApplyServer or ShadowEffect.KeepEvidence)) return (null, null);
        foreach (var name in (string[])[ShadowNames.Server(entry.Name), ShadowNames.Evidence(entry.Name)])
        {
            if (state.Claimed.Contains(name)) continue;
            var owner = await _ownership.MayWriteAsync(ResourceKinds.ConfigMap, new ObjectKey(entry.Namespace, name), Keys.Shadow, entry.Name, entry.View.Uid, cancellationToken);
            if (owner.Kind == OwnershipKind.Foreign) return (new Problem(Reason.NameTaken, "metadata.name", $"ConfigMap {name} exists and is not this shadow's; rename one of the two"), null);

            // What is refused for good is told by the write itself.
            if (owner.Failure is { Kind: not ErrorKind.Terminal } unknown) return (null, unknown);
            state.Claimed.Add(name);
        }

        return (null, null);
    }

    private async Task<(ShadowParts? Parts, ApiFailure? Failure)> PartsAsync(ShadowEntry entry, ShadowDecision decision, ShadowState state, CancellationToken cancellationToken)
    {
        var live = entry.Spec is { } spec ? _caches.Cluster.Services.Get(new ObjectKey(entry.Namespace, spec.LiveService)) : null;
        var (service, port) = _gatherer.Side(entry);
        var parts = new ShadowParts
        {
            Routers = _routers,
            Target = MirrorTargets.Of(entry, live),
            Options = _options,
            Config = live is null ? null : new ServerConfig(entry, live, service, port),
            Port = port,
            Protocol = live?.Spec.ProtocolOf(entry.Spec!.LivePort),
            Evidence = state.Evidence,
            Server = _caches.Cluster.Services.Get(new ObjectKey(entry.Namespace, ShadowNames.Server(entry.Name))),
            Replay = ReplayGatherer.Job(_caches, entry),
            Owned = [.. _gatherer.Owned(entry)],
        };
        if (entry.Spec is { MetricsOnly: true } && service is not null && decision.Effects.Any(effect => effect is ShadowEffect.ApplyServer))
        {
            var named = await _client.GetAsync(ResourceKinds.Service, new ObjectKey(entry.Namespace, service.Name), Projections.Whole, cancellationToken);
            if (!named.Succeeded) return (null, named.Failure);
            var digest = DirectCopies.DigestOf(service, port, parts.Target.ServerPort);
            if (DirectCopies.Service(entry, named.Value, port, parts.Target.ServerPort, digest) is { } direct) parts = parts with { Direct = direct };
        }

        if (entry.Spec?.Template is not { } template || !decision.Effects.Any(effect => effect is ShadowEffect.ApplyShadow)) return (parts, null);
        var whole = await _client.GetAsync(ResourceKinds.Deployment, new ObjectKey(entry.Namespace, template), Projections.Whole, cancellationToken);
        return whole.Succeeded ? (parts with { Template = whole.Value }, null) : (null, whole.Failure);
    }

    private async Task<ExecutionReport> ExecuteAsync(IReadOnlyList<WriteGroup> groups, ShadowState state, CancellationToken cancellationToken)
    {
        var report = await _executor.ExecuteAsync(groups, cancellationToken);
        foreach (var write in report.Writes.Where(write => write.MustBeSeen)) state.Written.Add((write.Write.Kind, write.Write.Key));
        return report;
    }

    private void Note(ExecutionReport report, ShadowDecision decision, ShadowState state)
    {
        foreach (var write in report.Writes.Where(write => write.Status == WriteStatus.Written))
        {
            if (write.Write.Kind == ResourceKinds.Deployment && decision.Effects.Any(effect => effect is ShadowEffect.ApplyServer)) state.AppliedAt = _time.GetUtcNow();
            if (write.Write.Subresource == "status") state.WrittenAt = _time.GetUtcNow();
            if (write.Write.Kind == ResourceKinds.HttpRoute || write.Write.Kind == ResourceKinds.VirtualService) NoteRoute(decision, state);
            if (write.Write.Kind == ResourceKinds.ConfigMap && decision.Effects.Any(effect => effect is ShadowEffect.KeepEvidence)) (state.KeptAt, state.NotKept, state.Kept) = (_time.GetUtcNow(), null, state.Digest);
        }
    }

    private void NoteRoute(ShadowDecision decision, ShadowState state)
    {
        if (decision.Effects.Any(effect => effect is ShadowEffect.SetMirror { Sample: not null })) state.MirroredAt = _time.GetUtcNow();
        if (decision.Effects.Any(effect => effect is ShadowEffect.SetMirror { Sample: null })) state.UnmirroredAt = _time.GetUtcNow();
    }

    // What was found is kept last: that it is refused takes nothing back and ends nothing; it is told, and tried again after a while.
    private bool IsNotKept(ShadowEntry entry, ExecutionReport report, ShadowState state)
    {
        if (report is not { Failure: { Kind: ErrorKind.Terminal } failure, Writes: [.., { Failure: not null } last] } || last.Write.Kind != ResourceKinds.ConfigMap || last.Write.Key.Name != ShadowNames.Evidence(entry.Name)) return false;
        (state.KeptAt, state.Kept, state.NotKept) = (_time.GetUtcNow(), null, $"{last.Write.Verb} of {last.Write.Kind.Kind} {last.Write.Key.Name} was refused: {failure.Message}; a comparison server that starts anew goes on with what was kept before");
        return true;
    }

    // Refused for good: a person must see it. It is tried again after a while, as rights and webhooks are mended without a word to us.
    private PassResult Refused(ShadowEntry entry, ShadowState state, ExecutionReport report, ApiFailure failure)
    {
        if (failure.Kind != ErrorKind.Terminal || report.Writes.FirstOrDefault(write => write.Failure is not null) is not { } refused || refused.Write.Subresource == "status") return PassResult.Retry(failure);
        var problem = new Problem(Reason.WriteRefused, "", $"{refused.Write.Verb} of {refused.Write.Kind.Kind} {refused.Write.Key.Name} was refused: {failure.Message}");
        if (!entry.View.Deleting) return Learnt(entry, state, problem);

        // The last move writes no status, and the rules of the end look at no problem: it is said once by an event, and each try waits longer.
        if (state.Refused?.Problem != problem) Tell(entry, new ShadowEffect.EmitEvent(true, Reason.WriteRefused, $"being deleted: {problem.Message}"));
        state.Refused = (problem, entry.View.Generation ?? 0, _time.GetUtcNow());
        return PassResult.Retry(failure);
    }

    private PassResult Learnt(ShadowEntry entry, ShadowState state, Problem problem)
    {
        var wait = problem.Reason == Reason.WriteRefused ? TimeSpan.FromMinutes(1) : AskedAgain;
        state.Refused = (problem, entry.View.Generation ?? 0, _time.GetUtcNow() + wait);
        return PassResult.Done(Soon);
    }

    private bool IsBehind(ShadowState state)
    {
        foreach (var (kind, key) in state.Written.ToList())
        {
            if (_caches.Of(kind) is not { } cache || _tracker.Check(kind, key, cache) == CatchUp.CaughtUp) state.Written.Remove((kind, key));
        }

        return state.Written.Count > 0;
    }

    private void Tell(ShadowEntry entry, ShadowEffect.EmitEvent told)
    {
        _events.Record(
            new EventRegarding(ResourceKinds.ShadowDeployment, new ObjectKey(entry.Namespace, entry.Name), entry.View.Uid), told.Warning ? EventType.Warning : EventType.Normal, told.Reason.ToString(), "Reconcile", told.Note);
        _logger.LogInformation("{Namespace}/{Name} {Reason}: {Note}", entry.Namespace, entry.Name, told.Reason, told.Note);
    }
}
