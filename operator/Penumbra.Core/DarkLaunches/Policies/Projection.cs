using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The status after a move: a picture of the cluster for people, and the clocks that must survive a restart.</summary>
public static class Projection
{
    /// <summary>How many decisions are kept.</summary>
    public const int MaxDecisions = 20;

    /// <summary>The whole status.</summary>
    public static LaunchStatus Of(LaunchView view, LaunchMove move, LaunchMemory memory)
    {
        var before = view.Seen.Status;
        var promoting = move.Phase == LaunchPhase.Promoting;
        var subject = view.Subject is { } hash && hash != view.Stable && move.Phase != LaunchPhase.Adopting ? view.SubjectFacts : null;
        var step = move.Step is { } at && Waiting.IsLong(memory, view.Now) ? at with { PreparingSince = memory.WaitingSince } : move.Step is { } other ? other with { PreparingSince = null } : null;
        if (step is null && memory.WaitingFor.StartsWith("step:", StringComparison.Ordinal) && Waiting.IsLong(memory, view.Now))
            step = new StepStatus { Index = 0, Of = view.Steps.Count, PreparingSince = memory.WaitingSince, Plan = StepPlan.Digest(view.Steps) };
        return before with
        {
            ObservedGeneration = view.Seen.Launch.Generation,
            Phase = move.Phase,
            Reason = move.Reason,
            Message = move.Message,
            Stable = view.StableFacts is { } stable ? Release(stable, 0) : before.Stable,
            Candidate = subject is null ? promoting ? before.Candidate : null : Release(subject, view.Attempt),
            Weight = move.Weight,
            Step = step,
            Traffic = [.. view.Seen.Routes.Where(route => route.Exists).Select(route => Route(route, move))],
            Objectives = [.. view.Evaluations.Select(Told)],
            Evidence = subject is null || promoting ? null : EvidenceKeeping.Of(view),
            Decisions = move.Decision is { } decision ? [decision, .. before.Decisions.Take(MaxDecisions - 1)] : before.Decisions,
            Revisions = [.. view.Seen.Revisions.Where(revision => !revision.Deleting).OrderByDescending(revision => revision.Created).ThenBy(revision => revision.Hash, StringComparer.Ordinal)
                .Select(revision => new RevisionStatus(revision.Hash, State(view, revision, subject), revision.Outcome))],
            Handled = Handled(view, move),
            Hold = move.Hold ?? view.Hold,
            PendingRevision = view.Spec.PinnedRevision is not null && view.Seen.Template is { } template && view.Seen.Revisions.All(revision => revision.Fingerprint != template.Fingerprint) ? template.Hash : null,
            Replicas = view.Seen.Revisions.Sum(revision => revision.Pods),
            Selector = $"{Keys.Launch}={view.Seen.Launch.Name}",
            Conditions = Conditions.Of(view, move),
        };
    }

    // Only what the status can hold: or it would differ from itself as soon as it is read back.
    private static Evaluation Told(Evaluation evaluation) => evaluation with { CountsFailures = false, Judge = evaluation.Judge == JudgeKind.Threshold ? JudgeKind.Threshold : JudgeKind.Sequential };

    private static ReleaseStatus Release(RevisionFacts facts, int attempt) => new(facts.Hash, attempt, facts.Replicas, facts.Ready, [.. facts.Images]);

    // What this pass writes counts as written: status never says less than the route.
    private static RouteStatus Route(RouteFacts route, LaunchMove move)
    {
        var written = move.Effects.OfType<LaunchEffect.SetTraffic>().FirstOrDefault(effect => effect.Route == route.Id);
        return new RouteStatus(route.Id.Router, route.Id.Kind, route.Id.Name, route.Uid ?? "", (written is null ? route.Marker : written.Aim.Marker)?.ToString() ?? "");
    }

    private static RevisionState State(LaunchView view, RevisionFacts revision, RevisionFacts? subject) =>
        revision.Hash == view.Stable ? RevisionState.Stable
        : revision.Hash == subject?.Hash && revision.Outcome is null ? RevisionState.Candidate
        : RevisionState.Kept;

    // Bounded, and retry may be said again once its annotation was taken away. The attempt that it asked for may exist before anybody could write down that it does.
    private static ImmutableList<string> Handled(LaunchView view, LaunchMove move)
    {
        var begun = view.SubjectFacts is { Attempt: > 1 } facts ? $"{facts.Hash}/{facts.Attempt - 1}" : "";
        var retried = view.Resumes ? [$"retry {view.SubjectName}"] : view.Asks("retry", begun) ? [$"retry {begun}"] : Array.Empty<string>();
        var kept = view.Seen.Status.Handled.Where(act => !act.StartsWith("retry ", StringComparison.Ordinal) || act == $"retry {view.Seen.Launch.Acts.GetValueOrDefault("retry")}");
        return [.. kept.Concat(move.Handled).Concat(retried).Distinct(StringComparer.Ordinal).TakeLast(20)];
    }
}
