using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.Tests.DarkLaunches;

/// <summary>A cluster in a few lines: it carries effects out at once, lets pods become ready after a while, and asserts the invariants after every write.</summary>
public sealed class LaunchWorld
{
    private readonly SortedDictionary<string, Pod> _revisions = new(StringComparer.Ordinal);
    private readonly List<ObjectiveReading> _readings = [];
    private DateTimeOffset _nextReading = DateTimeOffset.MinValue;
    private long _served, _failed, _stableServed, _stableFailed;

    public LaunchWorld(DarkLaunchSpec? spec = null, params string[] routes)
    {
        Spec = spec ?? Specs.Simple();
        foreach (var name in routes.Length == 0 ? ["checkout"] : routes) Routes[name] = new RouteFacts { Id = new RouteId("gatewayAPI", "HTTPRoute", name), Uid = name.Length == 0 ? null : $"uid-{name}", AtRest = true };
    }

    public DarkLaunchSpec Spec { get; set; }

    public DateTimeOffset Now { get; private set; } = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public SortedDictionary<string, RouteFacts> Routes { get; } = new(StringComparer.Ordinal);

    public TemplateFacts? Template { get; set; } = TemplateOf("aaa");

    public ServiceFacts? Apex { get; set; }

    public ServiceFacts? Candidate { get; set; }

    public LaunchStatus Status { get; set; } = LaunchStatus.Empty;

    /// <summary>The status that the operator sees while its API server lags behind: what it writes of it is refused. Null while it sees the present one.</summary>
    public LaunchStatus? Lagging { get; set; }

    public LaunchMemory Memory { get; set; } = LaunchMemory.Empty;

    public List<Problem> Problems { get; } = [];

    /// <summary>When the launch was created; null for long ago.</summary>
    public DateTimeOffset? CreatedAt { get; set; }

    public bool Deleting { get; set; }

    public bool NamespaceTerminating { get; set; }

    public bool HasFinalizer { get; set; }

    public bool Gone { get; private set; }

    public TimeSpan StartUp { get; set; } = TimeSpan.FromSeconds(2);

    public HashSet<string> NeverReady { get; } = new(StringComparer.Ordinal);

    /// <summary>Share of the candidate's requests that fail, by revision.</summary>
    public Dictionary<string, double> Failing { get; } = new(StringComparer.Ordinal);

    /// <summary>What a query answers, by revision.</summary>
    public Func<string, DateTimeOffset, double> Answers { get; set; } = (_, _) => 0;

    /// <summary>How often the containers of each pod have restarted, by revision and UID; nobody looks where a revision has no entry.</summary>
    public Dictionary<string, Dictionary<string, PodRestarts>> Restarts { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a Service without our key has the revisions' pods by its own selector.</summary>
    public bool SelectsAll { get; set; }

    /// <summary>The candidate Service's slices do not show its pods yet.</summary>
    public bool SlicesLag { get; set; }

    public bool SourceSilent { get; set; }

    /// <summary>Since when the operator sees; null while it does not.</summary>
    public DateTimeOffset? CurrentSince { get; set; } = DateTimeOffset.MinValue;

    /// <summary>What a new template waits for; null for nothing.</summary>
    public RequirementFacts? Requirement { get; set; }

    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>How many pods of the candidate are measured besides, that serve nobody.</summary>
    public int IdlePods { get; set; }

    /// <summary>Who says the acts; empty for nobody who names himself.</summary>
    public string ApprovedBy { get; set; } = "";

    public SortedDictionary<string, string> Acts { get; } = new(StringComparer.Ordinal);

    public List<string> Log { get; } = [];

    public List<string> Events { get; } = [];

    /// <summary>Called before each write; false kills the pass there.</summary>
    public Func<LaunchEffect, bool>? BeforeWrite { get; set; }

    /// <summary>Called when readings have come in, before a pass hears of them.</summary>
    public Action? OnReading { get; set; }

    public int Writes { get; private set; }

    public Share CandidateShare => Routes.Values.Select(route => route.Actual).MaxBy(share => share.Parts);

    /// <summary>What condition Stalled says; empty when it does not hold.</summary>
    public string Stalled() => Status.Conditions.SingleOrDefault(condition => condition is { Type: "Stalled", Status: ConditionStatus.True })?.Message ?? "";

    public static TemplateFacts TemplateOf(string hash, int replicas = 4) => new()
    {
        Uid = "template", Hash = hash, Fingerprint = $"fp-{hash}", Replicas = replicas, Ready = replicas, RolloutFinished = true, Images = [$"shop:{hash}"],
    };

    public void Push(string hash) => Template = TemplateOf(hash, 0);

    public LaunchDecision? Last { get; private set; }

    /// <summary>One pass; false when nothing was written.</summary>
    public bool Pass()
    {
        var seen = Observe();
        var decision = Decide.Next(Spec, seen);
        Last = decision;
        _readings.Clear();
        (decision.Effects.Count > 0 || decision.ReconsiderAt is null || decision.ReconsiderAt > Now).Should().BeTrue("a pass that did nothing asks for no other at once: {0} wants {1} at {2}", decision.Reason, decision.ReconsiderAt, Now);
        Memory = decision.Memory;
        foreach (var effect in decision.Effects)
        {
            if (BeforeWrite?.Invoke(effect) == false)
            {
                Memory = LaunchMemory.Empty;
                return true;
            }

            Carry(effect, decision);
            Invariants(effect, seen);
        }

        return decision.Effects.Count > 0;
    }

    public void Settle()
    {
        for (var i = 0; i < 50; i++)
        {
            if (Gone || !Pass()) return;
        }

        throw new InvalidOperationException("the passes do not come to rest:\n" + string.Join('\n', Log.TakeLast(30)));
    }

    public void Run(TimeSpan time, int stepSeconds = 1)
    {
        var end = Now + time;
        while (Now < end && !Gone)
        {
            Settle();
            Now += TimeSpan.FromSeconds(stepSeconds);
            Ready();
            Measure();
        }

        Settle();
    }

    public void RunUntil(Func<LaunchWorld, bool> condition, TimeSpan limit)
    {
        var end = Now + limit;
        while (Now < end && !condition(this)) Run(TimeSpan.FromSeconds(1));
        condition(this).Should().BeTrue("phase {0} {1}: {2}\n{3}", Status.Phase, Status.Reason, Last?.Status.Message, string.Join('\n', Log.TakeLast(20)));
    }

    public void Restart() => Memory = LaunchMemory.Empty;

    /// <summary>The operator sees nothing for so long; the cluster goes on, and what it sees afterwards is what it knew.</summary>
    public void Blind(TimeSpan time)
    {
        Now += time;
        CurrentSince = Now;
    }

    public void SetReady(string hash, int ready) => _revisions[hash].Ready = ready;

    public int ReplicasOf(string hash) => _revisions.TryGetValue(hash, out var pod) ? pod.Replicas : -1;

    public RevisionOutcome? OutcomeOf(string hash) => _revisions[hash].Outcome;

    public int AttemptOf(string hash) => _revisions[hash].Attempt;

    public void RemoveRevision(string hash) => _revisions.Remove(hash);

    public IEnumerable<string> Revisions => _revisions.Keys;

    /// <summary>The facts as the next pass would see them.</summary>
    public LaunchObserved Seen() => Observe();

    private LaunchObserved Observe() => new()
    {
        Now = Now,
        Launch = new LaunchFacts
        {
            Namespace = "shop", Name = "checkout", Uid = "uid-1", Generation = 1, CreatedAt = CreatedAt, Deleting = Deleting, NamespaceTerminating = NamespaceTerminating, HasFinalizer = HasFinalizer,
            Acts = Acts.ToImmutableSortedDictionary(StringComparer.Ordinal), ApprovedBy = ApprovedBy,
        },
        Status = Lagging ?? Status,
        Template = Template,
        Revisions = [.. _revisions.Values.Select(pod => pod.Facts() with { Restarts = Restarts.GetValueOrDefault(pod.Hash)?.ToImmutableSortedDictionary(StringComparer.Ordinal) })],
        Apex = Endpoints(Apex),
        Candidate = SlicesLag ? Candidate : Endpoints(Candidate),
        Routes = [.. Routes.Values],
        Problems = [.. Problems],
        Readings = [.. _readings],
        Memory = Memory,
        Requirement = Requirement, CurrentSince = CurrentSince,
    };

    private ServiceFacts? Endpoints(ServiceFacts? service) => service is null ? null : service with
    {
        Ready = _revisions.Values.Where(pod => (service.Selects is null ? SelectsAll : pod.Hash == service.Selects) && pod.Ready > 0).ToImmutableSortedDictionary(pod => pod.Hash, pod => pod.Ready, StringComparer.Ordinal),
    };

    private void Carry(LaunchEffect effect, LaunchDecision decision)
    {
        if (effect is not LaunchEffect.EmitEvent) Writes++;
        Log.Add($"{Now:HH:mm:ss} {decision.Reason,-22} {(effect is LaunchEffect.PatchStatus p ? $"PatchStatus {p.Status.Phase} {p.Status.Reason} {p.Status.Weight} step {p.Status.Step?.Index}" : effect)}");
        switch (effect)
        {
            case LaunchEffect.AddFinalizer: HasFinalizer = true; break;
            case LaunchEffect.RemoveFinalizer: HasFinalizer = false; Gone = true; break;
            case LaunchEffect.WriteReplicas write: Spec = Spec with { Replicas = write.Replicas }; break;
            case LaunchEffect.CreateRevision create:
                _revisions.ContainsKey(create.Revision).Should().BeFalse("a revision is created once");
                _revisions[create.Revision] = new Pod { Hash = create.Revision, Attempt = create.Attempt, Outcome = create.Outcome, Replicas = create.Replicas, Created = Now, Since = Now };
                break;
            case LaunchEffect.BeginAttempt begin:
                var again = _revisions[begin.Revision];
                (again.Attempt, again.Outcome) = (begin.Attempt, null);
                again.Resize(begin.Replicas, Now);
                break;
            case LaunchEffect.ScaleRevision scale: _revisions[scale.Revision].Resize(scale.Replicas, Now); break;
            case LaunchEffect.RecordOutcome outcome:
                _revisions[outcome.Revision].Attempt.Should().Be(outcome.Attempt);
                _revisions[outcome.Revision].Outcome = outcome.Outcome;
                if (outcome.Replicas is { } size) _revisions[outcome.Revision].Resize(size, Now);
                break;
            case LaunchEffect.DeleteRevision delete: _revisions.Remove(delete.Revision); break;
            case LaunchEffect.SelectApex apex:
                Apex = new ServiceFacts { Name = "checkout", Ours = true, Adopted = Apex?.Adopted ?? false, Stable = apex.Revision, Selects = apex.Revision, Restored = apex.Restored ?? Apex?.Restored };
                break;
            case LaunchEffect.SelectCandidate candidate:
                if (Candidate is not null && Candidate.Selects != candidate.Revision) Routes.Values.Should().OnlyContain(route => !route.NamesCandidate, "identity changes only when no route names the candidate");
                Candidate = new ServiceFacts { Name = "checkout-candidate", Ours = true, Selects = candidate.Revision };
                break;
            case LaunchEffect.DeleteCandidateService: Candidate = null; break;
            case LaunchEffect.ReleaseApex: Apex = Apex! with { Ours = false, Stable = null, Selects = null }; break;
            case LaunchEffect.ScaleDownTemplate: Template = Template! with { Replicas = 0, Ready = 0 }; break;
            case LaunchEffect.SetTraffic set:
                var route = Routes[set.Route.Name];
                Routes[set.Route.Name] = new RouteFacts
                {
                    Id = route.Id,
                    Uid = route.Uid ?? $"uid-{set.Route.Name}",
                    InSpec = route.InSpec,
                    Marker = set.Aim.Release ? null : set.Aim.Marker,
                    Actual = set.Aim.Share,
                    Pilots = set.Aim.Pilots,
                    NamesCandidate = !set.Aim.Rest,
                    AtRest = set.Aim.Rest,
                    Acceptance = route.Acceptance,
                    AcceptanceMessage = route.AcceptanceMessage,
                    ByReplicas = route.ByReplicas,
                };
                break;
            case LaunchEffect.PatchStatus patch: Status = Lagging is null ? patch.Status : Status; break;
            case LaunchEffect.EmitEvent told: Events.Add($"{(told.Warning ? "Warning" : "Normal")} {told.Reason}: {told.Note}"); break;
        }
    }

    private void Invariants(LaunchEffect effect, LaunchObserved seen)
    {
        if (effect is not LaunchEffect.SetTraffic set) return;
        var before = seen.Routes.Single(route => route.Id == set.Route);
        var revision = set.Aim.Marker?.Revision;
        if (set.Aim.Share > before.Actual)
        {
            _revisions[Candidate!.Selects!].Ready.Should().BePositive("no share is given to a revision that is not ready");
            before.Marker.Should().Match<TrafficMarker?>(marker => marker == null || marker.LaunchUid != set.Aim.Marker!.LaunchUid || marker.Direction == TrafficDirection.Forward || marker.Attempt != set.Aim.Marker!.Attempt || marker.Revision != revision,
                "Back is final for its attempt");
        }

        // Where no pod is asked for, nobody is to be served by either.
        if (Spec.Replicas > 0 && set.Aim.Share < before.Actual && !set.Aim.Release && Apex?.Selects is { } stable && stable != before.Marker?.Revision && Template is not null)
            _revisions[stable].Ready.Should().BePositive("nobody is led to a stable revision that serves nobody:\n{0}", string.Join("\n", Log.TakeLast(15)));
    }

    private void Ready()
    {
        foreach (var pod in _revisions.Values)
        {
            if (pod.Ready > pod.Replicas) pod.Ready = pod.Replicas;
            if (Now - pod.Since >= StartUp && pod.Ready < pod.Replicas && !NeverReady.Contains(pod.Hash) && pod.Since != DateTimeOffset.MaxValue) pod.Ready = pod.Replicas;
        }
    }

    private void Measure()
    {
        if (Last?.Measure is not { } plan || Now < _nextReading) return;
        _nextReading = Now + plan.Interval;
        OnReading?.Invoke();
        var requests = (long)(RequestsPerSecond * plan.Interval.TotalSeconds * CandidateShare.Parts / Share.Whole);
        _served += requests;
        _failed += (long)(requests * Failing.GetValueOrDefault(plan.Revision));
        foreach (var objective in Spec.Objectives)
        {
            // Only one selector counts what fails.
            if (objective.Indicator is Indicator.Query)
            {
                _readings.Add(Answer(objective, plan.Revision));
                if (plan.Stable is { } other) _readings.Add(Answer(objective, other));
                continue;
            }

            var failed = objective.Indicator is Indicator.Ratio { Bad: "bad" } ? 1 : 0;
            _readings.Add(new ObjectiveReading(objective.Name, objective.Question, plan.Revision, SourceSilent
                ? Reading.NoAnswer(Now, "connection refused")
                : new Reading
                {
                    At = Now,
                    Series =
                    [
                        new SeriesSample("total", SeriesRole.Total, _served),
                        new SeriesSample("bad", SeriesRole.Bad, _failed * failed),
                        .. Enumerable.Range(0, IdlePods).Select(index => new SeriesSample($"idle-{index}", SeriesRole.Total, 0, Pod: $"checkout-5d4f8c7b9d-{index}")),
                    ],
                }));
            if (plan.Stable is not { } stable) continue;
            _stableServed += (long)(RequestsPerSecond * plan.Interval.TotalSeconds) - requests;
            _stableFailed += (long)(((RequestsPerSecond * plan.Interval.TotalSeconds) - requests) * Failing.GetValueOrDefault(stable));
            _readings.Add(new ObjectiveReading(objective.Name, objective.Question, stable, new Reading
            {
                At = Now,
                Series = [new SeriesSample("total", SeriesRole.Total, _stableServed), new SeriesSample("bad", SeriesRole.Bad, _stableFailed * failed)],
            }));
        }
    }

    private ObjectiveReading Answer(Objective objective, string revision) =>
        new(objective.Name, objective.Question, revision, new Reading { At = Now, Series = [new SeriesSample("value", SeriesRole.Value, Answers(revision, Now))] });

    private sealed class Pod
    {
        public required string Hash { get; init; }

        public int Replicas { get; set; }

        public int Ready { get; set; }

        public int Attempt { get; set; } = 1;

        public RevisionOutcome? Outcome { get; set; }

        public DateTimeOffset Created { get; init; }

        public DateTimeOffset Since { get; set; }

        public void Resize(int replicas, DateTimeOffset now)
        {
            Replicas = replicas;
            if (Ready > replicas) Ready = replicas;
            Since = now;
        }

        public RevisionFacts Facts() => new()
        {
            Hash = Hash, Deployment = $"checkout-{Hash}", Uid = $"uid-{Hash}", Fingerprint = $"fp-{Hash}", Replicas = Replicas, Ready = Ready, Pods = Replicas,
            Created = Created, Attempt = Attempt, Outcome = Outcome, Images = [$"shop:{Hash}"],
        };
    }
}
