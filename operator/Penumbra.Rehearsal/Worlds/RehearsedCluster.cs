using System.Collections.Immutable;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Manifests;

namespace Penumbra.Rehearsal.Worlds;

/// <summary>
/// As much of a cluster as a launch needs: it shows the facts to the real rules and carries their effects out at once. Pods become ready after a while; one route stands for all,
/// which move together. Nothing of a launch's life is decided here.
/// </summary>
internal sealed class RehearsedCluster
{
    public const string Stable = "stable";
    public const string Candidate = "candidate";
    private const int MostPasses = 50;
    private static readonly DateTimeOffset Begin = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private readonly RehearsedLaunch _launch;
    private readonly TimeSpan _podStart;
    private ImmutableSortedDictionary<string, RehearsedRevision> _revisions = ImmutableSortedDictionary.Create<string, RehearsedRevision>(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, string> _acts = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
    private DarkLaunchSpec _spec;
    private TemplateFacts _template;
    private RouteFacts _route;
    private ServiceFacts? _apex, _other;
    private LaunchMemory _memory = LaunchMemory.Empty;
    private bool _hasFinalizer;

    private RehearsedCluster(RehearsedLaunch launch, TimeSpan podStart)
    {
        _launch = launch;
        _podStart = podStart;
        _spec = launch.Spec;
        _template = Template(Stable, launch.Spec.Replicas is > 0 and var replicas ? replicas : 4);
        var id = launch.ByReplicas ? new RouteId("replicaShare", "Service", launch.Spec.Traffic.Service) : new RouteId("gatewayAPI", "HTTPRoute", launch.Name);
        _route = new RouteFacts { Id = id, Uid = "uid-route", AtRest = true, ByReplicas = launch.ByReplicas };
    }

    private RehearsedCluster(RehearsedCluster other)
    {
        (_launch, _podStart, _revisions, _acts, _spec, _template, _route, _apex, _other) = (other._launch, other._podStart, other._revisions, other._acts, other._spec, other._template, other._route, other._apex, other._other);
        (_memory, _hasFinalizer, Now, Status) = (other._memory, other._hasFinalizer, other.Now, other.Status);
    }

    /// <summary>The instant.</summary>
    public DateTimeOffset Now { get; private set; } = Begin;

    /// <summary>The launch's status as it was written last.</summary>
    public LaunchStatus Status { get; private set; } = LaunchStatus.Empty;

    /// <summary>What the last pass came to.</summary>
    public LaunchDecision? Last { get; private set; }

    /// <summary>How users are led now.</summary>
    public RouteFacts Route => _route;

    /// <summary>The share that the number of ready pods makes, for launches that steer by it.</summary>
    public double PodShare
    {
        get
        {
            var (candidate, stable) = (_revisions.GetValueOrDefault(Candidate)?.Ready ?? 0, _revisions.GetValueOrDefault(Stable)?.Ready ?? 0);
            return candidate + stable == 0 ? 0 : (double)candidate / (candidate + stable);
        }
    }

    /// <summary>The ready pods of a release.</summary>
    public IReadOnlyList<PodGroup> Pods(string revision) => _revisions.GetValueOrDefault(revision)?.Groups ?? [];

    /// <summary>The value above which the judge calls an answer slow where it goes by stable's quantile; null while it does not know it.</summary>
    public double? SlowFrom(Objective objective) => _memory.Objectives.GetValueOrDefault(objective.Name)?.Sequential?.Evidence.Frozen;

    /// <summary>A launch that has adopted its template, at rest; null with a sentence when it never comes to that.</summary>
    public static RehearsedCluster? Adopted(RehearsedLaunch launch, TimeSpan podStart, out string? problem)
    {
        var cluster = new RehearsedCluster(launch, podStart);
        for (var step = 0; step < 1000; step++)
        {
            cluster.Settle([], null);
            if (cluster.Status.Phase == LaunchPhase.Healthy && cluster.Status.Stable?.Revision == Stable)
            {
                problem = null;
                return cluster;
            }

            cluster.MoveTo(cluster.NextChange() ?? cluster.Now + TimeSpan.FromSeconds(1));
        }

        problem = cluster.Last?.Status.Message ?? "the launch does not adopt its template";
        return null;
    }

    /// <summary>The same cluster once more, to go another way.</summary>
    public RehearsedCluster Copy() => new(this);

    /// <summary>Another release is pushed.</summary>
    public void Push() => _template = Template(Candidate, 0);

    /// <summary>Another spec from now on.</summary>
    public void Declare(DarkLaunchSpec spec) => _spec = spec with { Replicas = _spec.Replicas };

    /// <summary>Somebody sets an annotation that asks for an act.</summary>
    public void Act(string act, string value) => _acts = _acts.SetItem(act, value);

    /// <summary>When something changes without the rules' doing; null when nothing will.</summary>
    public DateTimeOffset? NextChange()
    {
        DateTimeOffset? next = Last?.ReconsiderAt is { } again && again > Now ? again : null;
        foreach (var revision in _revisions.Values)
        {
            if (revision.ReadyAt is { } ready && (next is null || ready < next)) next = ready;
        }

        return next;
    }

    /// <summary>Lets time pass.</summary>
    public void MoveTo(DateTimeOffset now)
    {
        Now = now;
        foreach (var revision in _revisions.Values)
        {
            if (revision.ReadyAt is { } ready && ready <= now) _revisions = _revisions.SetItem(revision.Hash, revision.Started(ready - _podStart));
        }
    }

    /// <summary>Passes of the real rules until nothing is left to do.</summary>
    /// <param name="readings">What was measured since.</param>
    /// <param name="told">Hears of every decision, before it is carried out; may be null.</param>
    public void Settle(IReadOnlyList<ObjectiveReading> readings, Action<LaunchDecision>? told)
    {
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var decision = Decide.Next(_spec, Seen(pass == 0 ? readings : []));
            (Last, _memory) = (decision, decision.Memory);
            told?.Invoke(decision);
            foreach (var effect in decision.Effects) Carry(effect);
            if (!decision.Effects.Any(effect => effect is not LaunchEffect.EmitEvent)) return;
        }
    }

    private LaunchObserved Seen(IReadOnlyList<ObjectiveReading> readings) => new()
    {
        Now = Now,
        Launch = new LaunchFacts { Namespace = _launch.Namespace, Name = _launch.Name, Uid = "uid-launch", Generation = 1, HasFinalizer = _hasFinalizer, Acts = _acts },
        Status = Status,
        Template = _template,
        Revisions = [.. _revisions.Values.Select(revision => revision.Facts(_launch.Name))],
        Apex = WithEndpoints(_apex),
        Candidate = WithEndpoints(_other),
        Routes = [_route],
        Readings = readings,
        Memory = _memory,
    };

    private ServiceFacts? WithEndpoints(ServiceFacts? service) => service is null ? null : service with
    {
        Ready = _revisions.Values.Where(revision => revision.Hash == service.Selects && revision.Ready > 0).ToImmutableSortedDictionary(revision => revision.Hash, revision => revision.Ready, StringComparer.Ordinal),
    };

    private void Carry(LaunchEffect effect)
    {
        switch (effect)
        {
            case LaunchEffect.AddFinalizer: _hasFinalizer = true; break;
            case LaunchEffect.WriteReplicas write: _spec = _spec with { Replicas = write.Replicas }; break;
            case LaunchEffect.CreateRevision create: _revisions = _revisions.SetItem(create.Revision, new RehearsedRevision(create.Revision, Now) { Attempt = create.Attempt, Outcome = create.Outcome }.Sized(create.Replicas, Now + _podStart)); break;
            case LaunchEffect.BeginAttempt begin: Change(begin.Revision, revision => (revision with { Attempt = begin.Attempt, Outcome = null }).Sized(begin.Replicas, Now + _podStart)); break;
            case LaunchEffect.ScaleRevision scale: Change(scale.Revision, revision => revision.Sized(scale.Replicas, Now + _podStart)); break;
            case LaunchEffect.RecordOutcome outcome:
                Change(outcome.Revision, revision => (revision with { Outcome = outcome.Outcome }).Sized(outcome.Replicas ?? revision.Replicas, Now + _podStart));
                break;
            case LaunchEffect.DeleteRevision delete: _revisions = _revisions.Remove(delete.Revision); break;
            case LaunchEffect.SelectApex apex: _apex = new ServiceFacts { Name = _spec.Traffic.Service, Ours = true, Stable = apex.Revision, Selects = apex.Revision }; break;
            case LaunchEffect.SelectCandidate candidate: _other = new ServiceFacts { Name = _spec.Traffic.CandidateService, Ours = true, Selects = candidate.Revision }; break;
            case LaunchEffect.DeleteCandidateService: _other = null; break;
            case LaunchEffect.ScaleDownTemplate: _template = _template with { Replicas = 0, Ready = 0 }; break;
            case LaunchEffect.SetTraffic set:
                _route = _route with { Marker = set.Aim.Release ? null : set.Aim.Marker, Actual = set.Aim.Share, Pilots = set.Aim.Pilots, NamesCandidate = !set.Aim.Rest, AtRest = set.Aim.Rest };
                break;
            case LaunchEffect.PatchStatus patch: Status = patch.Status; break;
        }
    }

    private void Change(string revision, Func<RehearsedRevision, RehearsedRevision> change) => _revisions = _revisions.SetItem(revision, change(_revisions[revision]));

    private static TemplateFacts Template(string hash, int replicas) => new()
    {
        Uid = "uid-template", Hash = hash, Fingerprint = $"fingerprint-{hash}", Replicas = replicas, Ready = replicas, RolloutFinished = true, Images = [hash],
    };
}
