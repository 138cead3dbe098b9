using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>What the facts mean: derived once per pass, so that each policy reads like a sentence.</summary>
public sealed record LaunchView
{
    /// <summary>What a person asks for.</summary>
    public required DarkLaunchSpec Spec { get; init; }

    /// <summary>The facts.</summary>
    public required LaunchObserved Seen { get; init; }

    /// <summary>The instant.</summary>
    public DateTimeOffset Now => Seen.Now;

    /// <summary>Everything that a person must change; not empty means Stalled: nothing may start, advance or be created.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    /// <summary>The revision that the apex serves; null before adoption.</summary>
    public required string? Stable { get; init; }

    /// <summary>The revision that should serve in the end: the pinned one, else the template's; null when neither is known.</summary>
    public required string? Wanted { get; init; }

    /// <summary>The revision that this pass is about: the one that routes name, else one that went back unfinished, else the wanted one. Null when that is stable.</summary>
    public required string? Subject { get; init; }

    /// <summary>The subject's attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether any route names the candidate.</summary>
    public required bool Named { get; init; }

    /// <summary>Whether any object of this attempt says Back: final.</summary>
    public required bool WentBack { get; init; }

    /// <summary>The share that was asked for the subject: the highest of its forward markers.</summary>
    public required Share Asked { get; init; }

    /// <summary>The highest share that any route gives the candidate now.</summary>
    public required Share Present { get; init; }

    /// <summary>The steps that apply: those of the spec, or straight to everybody for a pinned revision.</summary>
    public required IReadOnlyList<StepSpec> Steps { get; init; }

    /// <summary>What the judge says, in the order of the spec.</summary>
    public IReadOnlyList<Evaluation> Evaluations { get; init; } = [];

    /// <summary>What will be remembered of this pass.</summary>
    public required LaunchMemory Memory { get; init; }

    /// <summary>The routes that the spec names.</summary>
    public IEnumerable<RouteFacts> Routes => Seen.Routes.Where(route => route.InSpec);

    /// <summary>How many pods stable should have; where nobody said so, as many as there are: a launch that takes over what another left behind shrinks nothing.</summary>
    public int Replicas => Spec.Replicas ?? Math.Max(Math.Max(1, Seen.Template?.Replicas ?? 1), Seen.Revisions.Select(revision => revision.Replicas).DefaultIfEmpty(0).Max());

    /// <summary>Whether a person or an autoscaler asks for no pods at all.</summary>
    public bool IsScaledToZero => Spec.Replicas == 0;

    /// <summary>Whether users keep the subject while there are no pods: everybody has it already, or a person pinned it.</summary>
    public bool KeepsUsersAtZero => AskedAll || (Spec.PinnedRevision is { } pinned && pinned == Subject);

    /// <summary>The stable revision's facts; null when it does not exist.</summary>
    public RevisionFacts? StableFacts => Revision(Stable);

    /// <summary>The subject's facts; null when it does not exist.</summary>
    public RevisionFacts? SubjectFacts => Revision(Subject);

    /// <summary>Whether the subject was rolled back: its Deployment says so, or there is none to write it on and the routes say that it went back.</summary>
    public bool IsRolledBack => SubjectFacts is { } facts ? facts.Outcome == RevisionOutcome.RolledBack : WentBack && !Named;

    /// <summary>Whether an attempt at the subject is under way: it exists, is not stable, and has not ended.</summary>
    public bool IsTried => Subject is not null && Subject != Stable && SubjectFacts is { Outcome: null };

    /// <summary>Whether shares are made by numbers of pods.</summary>
    public bool ByReplicas => Routes.Any(route => route.ByReplicas);

    /// <summary>Whether everybody was sent to the subject.</summary>
    public bool AskedAll => Asked == Share.All;

    /// <summary>A pause that holds this attempt until retry; null when there is none.</summary>
    public HoldStatus? Hold => IsHeldBy(Seen.Status.Hold) && !Asks("retry", SubjectName) ? Seen.Status.Hold : null;

    /// <summary>Whether the retry annotation ends a pause in this pass.</summary>
    public bool Resumes => IsHeldBy(Seen.Status.Hold) && Asks("retry", SubjectName);

    /// <summary>Whether the retry annotation asks for another attempt: where the Deployment of the last one is gone, the present one is that other already.</summary>
    public bool IsRetried => Asks("retry", SubjectFacts is null ? $"{Subject}/{Attempt - 1}" : SubjectName);

    /// <summary>Whether starting and advancing is forbidden.</summary>
    public bool Held => Problems.Count > 0 || Waits;

    /// <summary>Whether a person holds the launch, or it sleeps: then what is unknown may stay so. A problem with the spec is no such word.</summary>
    public bool Waits => Spec.Paused || Hold is not null || (IsScaledToZero && KeepsUsersAtZero);

    /// <summary>A revision's facts; null when it does not exist.</summary>
    public RevisionFacts? Revision(string? hash) => hash is null ? null : Seen.Revisions.FirstOrDefault(revision => revision.Hash == hash);

    /// <summary>Whether so much time has passed since; false when the clock has not begun.</summary>
    public bool Passed(DateTimeOffset? since, TimeSpan span) => since is { } start && Now - start >= span;

    /// <summary>Whether an act of that name asks for exactly this, and was not carried out before.</summary>
    public bool Asks(string act, string value) =>
        Seen.Launch.Acts.GetValueOrDefault(act) == value && !Seen.Status.Handled.Contains($"{act} {value}");

    /// <summary><c>revision/attempt</c> of the subject, as acts name it.</summary>
    public string SubjectName => $"{Subject}/{Attempt}";

    /// <summary>How many pods the candidate needs for a step.</summary>
    public int SizeFor(StepSpec step)
    {
        if (step.Share == Share.All) return Replicas;
        if (ByReplicas)
        {
            // c of c + s pods make the share: c = share · s / (1 − share).
            return step.Share == Share.None ? step.Replicas ?? 1 : Math.Max(1, (int)Math.Round((double)step.Share.Parts * Replicas / step.Share.Rest.Parts));
        }

        return step.Replicas ?? step.Share.ReplicasOf(Replicas);
    }

    private bool IsHeldBy(HoldStatus? hold) => hold is not null && hold.Revision == Subject && hold.Attempt == Attempt && SubjectFacts?.Outcome is null && !IsRolledBack;
}
