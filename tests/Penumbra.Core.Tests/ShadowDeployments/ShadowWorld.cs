using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.Tests.ShadowDeployments;

/// <summary>A cluster with one shadow, as far as decisions touch it: what is written takes effect, pods start by themselves, users ask. What must always hold is asserted at each effect.</summary>
internal sealed partial class ShadowWorld
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    /// <summary>An objective that its pods count.</summary>
    public static readonly Objective Availability = new()
    {
        Name = "availability", Source = "pods", Indicator = new Indicator.Ratio("bad", "total"), Bound = new Bound.Target(0.99), Judge = JudgeKind.Sequential, Control = true,
    };

    // No write is done at the moment at which it is decided.
    private static readonly TimeSpan Takes = TimeSpan.FromMilliseconds(2);
    private static readonly RouteId Former = new("gatewayAPI", "HTTPRoute", "orders-before");
    private static readonly RouteId Route = new("gatewayAPI", "HTTPRoute", "orders");

    private ShadowEvidence? _evidence;
    private ShadowEvidence? _kept;
    private ReplayProgress _replay, _keptReplay;
    private (ShadowEvidence? Evidence, ReplayProgress Replay, int Process)? _keptAs;
    private long _seen, _sent, _asked;
    private int _process = 1;
    private double _copies;
    private DateTimeOffset? _unmirroredAt, _loopedAt;
    private ShadowMemory _memory = ShadowMemory.Empty;
    private List<ObjectiveReading> _readings = [];
    private DateTimeOffset? _measuredAt;
    private (long Total, long Bad) _shadowCount, _liveCount = (100_000, 0);
    private double _users;
    private DateTimeOffset? _keptAt, _writtenAt, _appliedAt, _mirroredAt, _forgetsFrom;
    private string? _notKept;

    public ShadowSpec Spec { get; set; } = new()
    {
        LiveService = "orders",
        LivePort = 8080,
        Template = "orders-next",
        Settings = "s1",
        Verdict = new VerdictRules { Over = TimeSpan.FromMinutes(4), MinComparisons = 1_500, MaxMismatch = 0.01, PerEndpoint = false },
    };

    public DateTimeOffset Now { get; private set; } = Start;

    public ShadowStatus Status { get; set; } = ShadowStatus.Empty;

    public Share? Mirrored { get; set; }

    public (string Subject, DateTimeOffset Since)? Server { get; set; }

    public int? ShadowReplicas { get; private set; }

    public bool HasFinalizer { get; private set; }

    public bool IsGone { get; private set; }

    public long Generation { get; set; } = 1;

    /// <summary>When the shadow was created; null for long ago.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public bool Deleting { get; set; }

    public string LiveImage { get; set; } = "orders:1";

    public string ShadowImage { get; set; } = "orders:2";

    /// <summary>What the shadow's ready pods run behind the text of its image, with blanks between.</summary>
    public string ShadowRuns { get; set; } = "orders@sha256:2";

    public string? Launching { get; set; }

    /// <summary>A route that copies the server's own requests as well, while our filter is in it.</summary>
    public bool IsLooping { get; set; }

    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>How many requests the recording has; the world replays the spec's rate of them a second.</summary>
    public long Recorded { get; set; } = 2_000;

    /// <summary>What the recording's Job was made for.</summary>
    public (string Subject, DateTimeOffset Since)? Job { get; set; }

    /// <summary>Somebody puts another recording in the place of the one that is replayed: the Job's next pod finds it, and the server goes on with none of it.</summary>
    public void ChangeRecording() => _replay = _replay with { IsChanged = Job is not null };

    /// <summary>What keeps the Job's pod from beginning, and since when.</summary>
    public (string For, DateTimeOffset Since)? JobWaits { get; set; }

    /// <summary>Why the Job fails.</summary>
    public string? JobFailure { get; set; }

    /// <summary>How far the server is.</summary>
    public ReplayProgress Replay => _replay;

    /// <summary>All that was ever compared of the present evidence.</summary>
    public long Compared => _evidence?.Endpoints.Values.Sum(endpoint => endpoint.Counts().Compared) ?? 0;

    /// <summary>Users' requests a second.</summary>
    public double Requests { get; set; } = 200;

    /// <summary>Every so many-th answer of the shadow differs; 0 for none.</summary>
    public int DiffersEvery { get; set; }

    /// <summary>Every so many-th second answer of live differs from its first, in the same field; 0 for none.</summary>
    public int LiveDiffersEvery { get; set; }

    /// <summary>What live answers the comparison.</summary>
    public int LiveStatus { get; set; } = 200;

    /// <summary>Whether live cuts the comparison's connections, while it serves users.</summary>
    public bool LiveIsSilent { get; set; }

    /// <summary>Every so many-th request of the shadow counts as bad in its own metrics, whatever it answers; 0 for none.</summary>
    public int FailsEvery { get; set; }

    /// <summary>How often the shadow's container has restarted.</summary>
    public int Restarts { get; private set; }

    /// <summary>The shadow's container restarts, or has before it is looked at.</summary>
    public void Crash() => (Restarts, CrashedAt) = (Restarts + 1, Now);

    /// <summary>When it did; null where nobody says.</summary>
    public DateTimeOffset? CrashedAt { get; set; }

    /// <summary>The status that the operator sees while its API server lags behind: what it writes of it is refused. Null while it sees the present one.</summary>
    public ShadowStatus? Lagging { get; set; }

    /// <summary>The same of live.</summary>
    public int LiveFailsEvery { get; set; }

    /// <summary>Every so many-th request of live's users fails while anything is copied of a fifth of them or more; 0 for none.</summary>
    public int StrainedEvery { get; set; }

    /// <summary>Of so many copies one never arrives; 0 for none.</summary>
    public int LosesEvery { get; set; }

    /// <summary>Writing the status is refused, and nothing behind it is done.</summary>
    public bool StatusIsRefused { get; set; }

    /// <summary>Keeping what was found is refused.</summary>
    public bool KeepIsRefused { get; set; }

    /// <summary>Whether users ask more and less, in waves of ten minutes.</summary>
    public bool Waves { get; set; }

    /// <summary>CPU milliseconds that a request takes of the shadow; of live it takes ten.</summary>
    public double ShadowCost { get; set; } = 10;

    /// <summary>Megabytes of the shadow's pod; live's have 200.</summary>
    public double ShadowMegabytes { get; set; } = 200;

    /// <summary>The pods export no CPU.</summary>
    public bool LacksCpu { get; set; }

    /// <summary>So many of live's pods the source does not know.</summary>
    public int Unscraped { get; set; }

    /// <summary>Live's pods are this many; another number is other pods.</summary>
    public int LivePods { get; set; } = 2;

    /// <summary>Whether the source answers.</summary>
    public bool SourceAnswers { get; set; } = true;

    /// <summary>Live has no ready pod.</summary>
    public bool LiveIsGone { get; set; }

    /// <summary>Whether pods of the shadow and of the server become ready.</summary>
    public bool ShadowStarts { get; set; } = true;

    public bool ServerStarts { get; set; } = true;

    /// <summary>The server answers nobody, not even the operator.</summary>
    public bool ServerIsSilent { get; set; }

    /// <summary>What the gateways say of the route.</summary>
    public RouteAcceptance Acceptance { get; set; } = RouteAcceptance.Accepted;

    /// <summary>A gateway that copies everything whatever share it is asked for.</summary>
    public bool IgnoresShares { get; set; }

    /// <summary>A gateway that refuses the route whenever our filter is in it.</summary>
    public bool RefusesFilter { get; set; }

    /// <summary>What people have written into the route.</summary>
    public string RouteForm { get; set; } = "r1";

    /// <summary>What a route copies that the spec does not name any more; null for nothing.</summary>
    public Share? MirroredByFormer { get; set; }

    public List<ShadowEffect> Done { get; } = [];

    /// <summary>How long it takes until a route has the filter, or another share.</summary>
    public TimeSpan RouteTakes { get; set; }

    /// <summary>Whether the comparison server cannot be made: nothing after it is carried out.</summary>
    public bool ServerIsRefused { get; set; }

    public int StatusWrites => Done.Count(effect => effect is ShadowEffect.PatchStatus);

    public Condition? Condition(string type) => Status.Conditions.FirstOrDefault(condition => condition.Type == type);

    /// <summary>One pass, with only so many effects carried out before the process dies; then time goes on.</summary>
    public ShadowDecision Pass(int? dieAfter = null)
    {
        if (IsLooping && Mirrored is not null) _loopedAt = Now;
        var decision = Decide.Next(Spec, Observe());
        _readings = [];
        _memory = decision.Memory;
        foreach (var effect in decision.Effects.Take(dieAfter ?? int.MaxValue).TakeWhile(effect => !(StatusIsRefused && effect is ShadowEffect.PatchStatus) && !(ServerIsRefused && effect is ShadowEffect.ApplyServer))) Carry(effect);
        if (dieAfter is not null) Restart();
        var wait = decision.ReconsiderAt is { } at ? Math.Clamp((at - Now).TotalSeconds, 1, 10) : 1;
        for (var second = 0; second < wait; second++)
        {
            Tick();
            if (decision.Measures && Spec.Resources is { } asked && second == (int)wait - 1) MeasureUse(asked);
            if (decision.Measures && (_measuredAt is not { } last || Now - last >= TimeSpan.FromSeconds(10))) Measure();
        }

        return decision;
    }

    public void Until(Func<ShadowWorld, bool> condition, string what, int passes = 400)
    {
        for (var pass = 0; pass < passes; pass++)
        {
            if (condition(this)) return;
            Pass();
        }

        condition(this).Should().BeTrue($"{what}; it is {Status.Phase}, {Condition("Ready")?.Reason}: {Condition("Ready")?.Message}");
    }

    /// <summary>The operator's process dies: nothing is left but what was written.</summary>
    public void Restart() => (_keptAt, _keptAs, _notKept, _writtenAt, _appliedAt, _mirroredAt, _forgetsFrom, _memory, _readings) = (null, null, null, null, null, null, null, ShadowMemory.Empty, []);

    /// <summary>The server's process dies: the next goes on with what was kept.</summary>
    public void RestartServer()
    {
        _process++;
        _seen = 0;
        var isKept = _kept is { } kept && Server is { } server && kept.Subject == server.Subject && kept.Since == server.Since;
        (_evidence, _replay) = isKept ? (_kept, _keptReplay) : (Fresh(), ReplayProgress.None);
    }

    /// <summary>Somebody takes away what was kept.</summary>
    public void ForgetKept() => (_kept, _keptReplay) = (null, ReplayProgress.None);

    // The server remembers a loop for five minutes, and is not ready meanwhile.
    private TimeSpan? LoopedAgo => _loopedAt is { } at && Now - at < TimeSpan.FromMinutes(5) ? Now - at : null;

    private ShadowObserved Observe() => new()
    {
        Now = Now,
        Object = new ShadowFacts { Uid = "u", Generation = Generation, CreatedAt = CreatedAt, Deleting = Deleting, HasFinalizer = HasFinalizer },
        Status = Lagging ?? Status,
        Problems = Problems,
        LiveImages = LiveIsGone ? [] : [LiveImage],
        ShadowImages = [ShadowImage],
        CopyImages = ShadowReplicas > 0 && ShadowStarts ? ShadowRuns.Split(' ') : [],
        NamedImages = [ShadowImage],
        Shadow = ShadowReplicas is { } replicas ? new WorkloadFacts { Exists = true, Current = true, Replicas = replicas, Ready = ShadowStarts ? replicas : 0 } : WorkloadFacts.None,
        Server = Server is { } server ? new WorkloadFacts { Exists = true, Current = server == (Status.Subject, Status.Since), Replicas = 1, Ready = ServerStarts && LoopedAgo is null ? 1 : 0 } : WorkloadFacts.None,
        Report = Spec.MetricsOnly || _evidence is null || ServerIsSilent ? null : new ComparisonReport { Evidence = _evidence, Replay = _replay, Seen = _seen, AskedLive = _seen, AskedShadow = _seen, Instance = $"p{_process}", LoopedAgo = LoopedAgo },
        Replay = Job is { } job ? new ReplayFacts { Exists = true, Current = job == (Status.Subject, Status.Since), Failure = JobFailure, Waits = JobWaits is { } waits ? new ReplayWait(waits.For, waits.Since) : null, Succeeded = _replay.IsFinished } : ReplayFacts.None,
        Mirrors = !Spec.Copies ? [] : [new MirrorFacts { Id = Route, Exists = true, Sample = Mirrored, Form = RouteForm, Acceptance = RefusesFilter && Mirrored is not null ? RouteAcceptance.Refused : Acceptance, AcceptanceMessage = "shop: UnsupportedValue: no mirrors" }, .. FormerMirrors],
        Launching = Launching,
        Readings = _readings,
        Restarts = Spec.Objectives.Count == 0 ? null : ShadowReplicas > 0 && ShadowStarts ? ImmutableSortedDictionary<string, PodRestarts>.Empty.Add("s1", new PodRestarts(Restarts, true, CrashedAt)) : ImmutableSortedDictionary<string, PodRestarts>.Empty,
        Measured = new MeasuredReplicas(ShadowReplicas ?? 0, LivePods),
        Memory = _memory,
        KeptAt = _keptAt,
        IsKept = _keptAs is { } known && ReferenceEquals(known.Evidence, _evidence) && (known.Replay, known.Process) == (_replay, _process),
        NotKept = _notKept,
        WrittenAt = _writtenAt,
        AppliedAt = _appliedAt,
        MirroredAt = _mirroredAt,
        UnmirroredAt = _forgetsFrom ??= Now,
    };

    private IEnumerable<MirrorFacts> FormerMirrors => MirroredByFormer is { } share ? [new MirrorFacts { Id = Former, Exists = true, Sample = share, InSpec = false }] : [];

    private void Carry(ShadowEffect effect)
    {
        Done.Add(effect);
        switch (effect)
        {
            case ShadowEffect.AddFinalizer:
                HasFinalizer = true;
                break;
            case ShadowEffect.RemoveFinalizer:
                Mirrored.Should().BeNull("a shadow goes after its filter");
                (Server is not null || ShadowReplicas is not null).Should().BeFalse("a shadow goes after all that was made for it");
                (HasFinalizer, IsGone) = (false, true);
                break;
            case ShadowEffect.ApplyServer apply:
                HasFinalizer.Should().BeTrue("what is made must be taken away");
                (apply.Subject, (DateTimeOffset?)apply.Since).Should().Be((Status.Subject!, Status.Since), "what evidence belongs to is written down first");
                if (Server != (apply.Subject, apply.Since)) (Server, _evidence) = ((apply.Subject, apply.Since), null);
                if (_evidence is null && !Spec.MetricsOnly) RestartServer();
                _appliedAt = Now;
                break;
            case ShadowEffect.ApplyShadow apply:
                ShadowReplicas = apply.Replicas;
                break;
            case ShadowEffect.SetMirror set when set.Route == Former:
                set.Sample.Should().BeNull("nobody names it");
                MirroredByFormer = null;
                break;
            case ShadowEffect.SetMirror { Sample: { } sample }:
                Server.Should().NotBeNull("the server is ready before the filter is set");
                Deleting.Should().BeFalse();
                (Spec.Suspended || Launching is not null || Problems.Count > 0).Should().BeFalse("nothing is copied while something forbids it");
                (Spec.Replay is null || _replay.IsFinished).Should().BeTrue("what is recorded comes first");
                Status.Mirror?.Sample.Should().Be(sample, "the share and its clock are written down before more is copied");
                Now += RouteTakes;
                (Mirrored, _mirroredAt) = (sample, Now);
                break;
            case ShadowEffect.SetMirror:
                if (Mirrored is not null) Now += RouteTakes;
                Mirrored = null;
                _unmirroredAt = _forgetsFrom = Now;
                break;
            case ShadowEffect.ApplyReplay apply:
                HasFinalizer.Should().BeTrue("what is made must be taken away");
                (Spec.Suspended || Launching is not null || Problems.Count > 0 || Deleting || Mirrored is not null).Should().BeFalse("nothing is asked of live while something forbids it");
                Job.Should().BeNull();
                (apply.Subject, (DateTimeOffset?)apply.Since).Should().Be((Status.Subject!, Status.Since));
                Server.Should().Be((apply.Subject, apply.Since));
                Job = (apply.Subject, apply.Since);
                break;
            case ShadowEffect.EndReplay:
                (Job, JobFailure) = (null, null);
                break;
            case ShadowEffect.KeepEvidence when KeepIsRefused:
                (_keptAt, _keptAs, _notKept) = (Now + Takes, null, "Apply of ConfigMap orders-next-evidence was refused");
                break;
            case ShadowEffect.KeepEvidence:
                _notKept = null;
                (_kept, _keptReplay, _keptAs, _keptAt) = (_evidence, _replay, (_evidence, _replay, _process), Now + Takes);
                break;
            case ShadowEffect.DeleteAll:
                Mirrored.Should().BeNull("the filter is gone before the server");
                if (_unmirroredAt is { } at) (Now - at).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5), "the gateways need a moment to forget it");
                Job.Should().BeNull("the replay ends before its server");
                (Server, ShadowReplicas) = (null, null);
                break;
            case ShadowEffect.PatchStatus patch:
                if (Lagging is null) (Status, _writtenAt) = (patch.Status, Now);
                break;
        }
    }
}
