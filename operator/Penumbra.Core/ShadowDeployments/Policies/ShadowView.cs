using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Measuring;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>The facts of one pass and what they mean.</summary>
public sealed record ShadowView
{
    private const string ShadowPart = " shadow:";

    /// <summary>The spec.</summary>
    public required ShadowSpec Spec { get; init; }

    /// <summary>The facts.</summary>
    public required ShadowObserved Seen { get; init; }

    /// <summary>What would be compared with what now, and how; null while either side's images are not known.</summary>
    public required string? Subject { get; init; }

    /// <summary>What the server says of the present subject; null when it says nothing, or of another.</summary>
    public required ComparisonReport? Report { get; init; }

    /// <summary>The verdict on the report, or the decided one; null when there is neither.</summary>
    public required ShadowJudgement? Judgement { get; init; }

    /// <summary>Why a bad verdict is taken back now, in a sentence; null when none is.</summary>
    public string? TakenBack { get; init; }

    /// <summary>What the objectives come to; empty where there are none.</summary>
    public IReadOnlyList<Evaluation> Evaluations { get; init; } = [];

    /// <summary>What the shadow uses relative to live, or why that cannot be said; empty where nobody asks, and once decided.</summary>
    public IReadOnlyList<ResourceFinding> Resources { get; init; } = [];

    /// <summary>What live suffers while it is asked again, and until when it is let alone; null when nothing is known of that.</summary>
    public (string Message, DateTimeOffset Until)? Strained { get; init; }

    /// <summary>What is to be remembered of what was measured.</summary>
    public ShadowMemory Memory { get; init; } = ShadowMemory.Empty;

    /// <summary>The present.</summary>
    public DateTimeOffset Now => Seen.Now;

    /// <summary>When the time of the verdict will have passed: what was held does not count.</summary>
    public DateTimeOffset? EndsAt => Seen.Status.Since is { } since ? since + Held(Seen) + Spec.Verdict.Over : null;

    /// <summary>Whether the template's copies run another program than the one that was compared so far, behind the same text: its tag has moved.</summary>
    public bool IsOtherProgram => Seen.Status.Images.IsOther(ComparedImages.Running(Seen.CopyImages));

    /// <summary>Whether any object copies to our server.</summary>
    public bool IsMirrored => Seen.Mirrors.Any(mirror => mirror.Sample is not null);

    /// <summary>Whether all that will ever be compared has been: everything is replayed, and nothing is copied.</summary>
    public bool IsAll => IsAllOf(Spec, Report);

    /// <summary>
    /// Whether there is a verdict, and it is on this shadow. Once there is one, live may change: its new version may be the shadow itself.
    /// </summary>
    public bool IsDecided => Seen.Status is { DecidedAt: not null, Subject: { } decided } && (Seen.ShadowImages.Count == 0 || Judged(decided) == ShadowPart + Digest.Of(string.Join(" ", Seen.ShadowImages)) + Settings(Spec));

    /// <summary>What the facts mean.</summary>
    public static ShadowView Of(ShadowSpec spec, ShadowObserved seen)
    {
        var subject = seen.LiveImages.Count == 0 || seen.ShadowImages.Count == 0 ? null : $"live:{Digest.Of(string.Join(" ", seen.LiveImages))}{ShadowPart}{Digest.Of(string.Join(" ", seen.ShadowImages))}{Settings(spec)}";
        var report = seen.Report is { } said && said.Evidence.Subject == seen.Status.Subject && said.Evidence.Since == seen.Status.Since ? said : null;
        var (evaluations, memory) = ShadowObjectives.Judge(spec, seen);
        if (spec.MetricsOnly) report = CountedCopies.Report(spec, seen, memory);
        memory = memory with { Resources = ResourceRound.Absorb(spec, seen, report, ShadowObjectives.Attempt(seen.Status)) };
        memory = memory with { Coverage = Covered.Absorb(spec, seen, report, memory) };
        memory = memory with { Strain = LiveStrain.Look(spec, memory.Strain, seen.Now) };
        var resources = spec.Resources is { } asked && seen.Status.DecidedAt is null ? ResourceJudge.Judge(asked, memory.Resources.History, ResourceRound.Situation(spec, seen, report, memory.Resources)) : [];
        var judgement = seen.Status.DecidedAt is not null || report is null ? seen.Status.Judgement : Judge(spec, seen, report, evaluations, resources);
        return new ShadowView
        {
            Spec = spec,
            Seen = seen,
            Subject = subject,
            Report = report,
            Evaluations = evaluations,
            Resources = resources,
            Strained = LiveStrain.Holding(memory.Strain, seen.Now),
            Memory = memory,
            Judgement = judgement,
            TakenBack = report is not null && judgement?.Verdict != ShadowVerdict.Worse && Excused(spec, seen.Status, report.Evidence) is { } excused
                ? $"Worse is taken back: {excused.Difference.Field} of {excused.Endpoint} differs when live is asked twice, too; the comparison goes on without it" : null,
        };
    }

    // Evidence that has once been enough stays enough (Ville): a bad verdict is not taken back. Unless it rested on a field that turns out to differ by itself: that was no evidence.
    private static ShadowJudgement Judge(ShadowSpec spec, ShadowObserved seen, ComparisonReport report, IReadOnlyList<Evaluation> evaluations, IReadOnlyList<ResourceFinding> resources)
    {
        var judgement = spec.MetricsOnly
            ? MeasuredVerdict.Alone(spec.Verdict, report.Evidence.Since + Held(seen), Copying.WholeAt(spec.Sample, seen.Status.Mirror), seen.Shadow.Ready > 0, evaluations, seen.Now)
            : MeasuredVerdict.With(VerdictJudge.Judge(report.Evidence, spec.Verdict, report.Health, seen.Now, IsAllOf(spec, report), Held(seen)), evaluations);
        judgement = ResourceVerdict.With(judgement, resources, spec.Verdict.Confidence);
        return seen.Status.Judgement is { Verdict: ShadowVerdict.Worse } bad && judgement.Verdict != ShadowVerdict.Worse && Excused(spec, seen.Status, report.Evidence) is null ? judgement with { Verdict = bad.Verdict, Why = bad.Why, Message = bad.Message, ExpectedAt = null } : judgement;
    }

    // A difference that a bad verdict rests on, and that is not judged any more.
    private static FoundDifference? Excused(ShadowSpec spec, ShadowStatus status, ShadowEvidence evidence)
    {
        if (status is not { DecidedAt: null, Judgement: { Verdict: ShadowVerdict.Worse, Why: VerdictWhy.Mismatches } bad }) return null;
        bool Says(string group) => bad.Message.StartsWith($"{group}: ", StringComparison.Ordinal);
        var isOneBlamed = evidence.Endpoints.Keys.Any(Says);

        // Those that are judged by themselves for long were no part of the rest; one that has grown out of it since may have been.
        bool IsBlamed(string endpoint) => isOneBlamed ? Says(endpoint) : !Says(VerdictJudge.Rest) || evidence.Endpoints.GetValueOrDefault(endpoint, EndpointEvidence.Empty).Counts().Compared < 2 * spec.Verdict.LeastOfEndpoint;
        return status.Differences.FirstOrDefault(found =>
            IsBlamed(found.Endpoint) && evidence.Endpoints.TryGetValue(found.Endpoint, out var known) && !known.IsJudged(found.Difference));
    }

    /// <summary>Whether a condition held that only an edit of the spec ends, and it has not been edited since.</summary>
    public bool Held(Reason condition) =>
        Seen.Status.Conditions.Any(known => known.Type == condition.ToString() && known.Status == ConditionStatus.True && known.Generation == Seen.Object.Generation);

    /// <summary>Whether the comparison's own requests have come back since what is copied now is: a loop of before says nothing of a route, or a spec, that somebody has mended.</summary>
    public bool IsLooping => Report?.LoopedAgo is { } ago && Seen.Status.Mirror is { IsCopying: true } mirror && Now - ago >= mirror.Since;

    /// <summary>
    /// Whether a gateway has refused an object with our filter in it, and neither the spec nor such an object has been edited since: it would refuse it again, and may drop users' requests each time. Where the object is not known, as an older definition does not keep it, the spec alone tells.
    /// </summary>
    public bool IsRefused => Held(Reason.RouteRefused) && (Seen.Status.Mirror?.Refused is not { } refused || refused == Copying.Form(Seen.Mirrors));

    private static TimeSpan Held(ShadowObserved seen) => seen.Status is { Since: { } since, Mirror: { } mirror } ? mirror.HeldUntil(since, seen.Now) : TimeSpan.Zero;

    private static bool IsAllOf(ShadowSpec spec, ComparisonReport? report) => spec is { Copies: false, Replay: not null } && report is { Replay.IsFinished: true };

    private static string Judged(string subject) => subject.IndexOf(ShadowPart, StringComparison.Ordinal) is >= 0 and var from ? subject[from..] : "";

    private static string Settings(ShadowSpec spec) => $" settings:{spec.Settings}";
}
