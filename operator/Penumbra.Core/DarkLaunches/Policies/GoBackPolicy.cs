using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>
/// When and how traffic goes back. The routes first, all of them, then everything else; the marker makes it final, so that no crash,
/// stale cache or second leader can lead users to a bad revision again.
/// </summary>
public static class GoBackPolicy
{
    /// <summary>Decides for a subject that sees traffic, is prepared to, or went back unfinished.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (view.Subject is not { } subject || subject == view.Stable || view.Stable is null) return null;
        var finishing = view.WentBack && view.SubjectFacts is { Outcome: null };
        if (!view.Named && !finishing && !(Prepared(view) && Cause(view) is not null)) return null;
        return Cause(view) is { } cause ? GoBack(view, cause) : null;
    }

    /// <summary>The candidate's share that stable's capacity allows to go back to now: none at all where requests fail, else in proportion to what is ready.</summary>
    /// <param name="view">The facts.</param>
    /// <param name="failing">Whether the candidate's requests fail: then even a small stable is better.</param>
    public static Share SafeShare(LaunchView view, bool failing)
    {
        var stable = view.StableFacts;
        if (view.IsScaledToZero) return Share.None;
        if (stable is null || stable.Ready == 0) return view.Present;
        if (failing || stable.Ready >= view.Replicas) return Share.None;
        var kept = Share.Of(stable.Ready, view.Replicas).Rest;
        return kept < view.Present ? kept : view.Present;
    }

    private static bool Prepared(LaunchView view) => view.SubjectFacts is { Outcome: null } facts && (facts.Replicas > 0 || facts.Pods > 0);

    // The order: what is final, what a person said, what Git says, what is broken, what is measured, what takes too long.
    private static GoBackCause? Cause(LaunchView view)
    {
        if (view.WentBack) return Continued(view);
        if (RestPolicy.LostAgain(view)) return new(Reason.SelectorContested, $"{view.Seen.Apex!.SelectorChangedBy ?? "somebody"} took our key out of the selector of Service {view.Spec.Traffic.Service} for the second time");
        if (view.Asks("abort", view.SubjectName)) return new(Reason.Aborted, $"the abort annotation asks for it{(view.Seen.Launch.ApprovedBy.Length > 0 ? $", by {view.Seen.Launch.ApprovedBy}" : "")}", Handled: $"abort {view.SubjectName}");
        if (view.Wanted == view.Stable) return new(Reason.Withdrawn, view.Spec.PinnedRevision is null ? "the template is the stable revision again" : "the stable revision is pinned");
        if (view.Wanted != view.Subject && (!view.AskedAll || view.Spec.PinnedRevision is not null)) return new(Reason.Superseded, $"revision {view.Wanted} takes its place");
        if (view.Named && view.SubjectFacts is null) return new(Reason.CandidateLost, $"its Deployment is gone", Failing: true);

        // Sleep undoes neither a verdict nor a hold: what must not climb without a person does not climb in the morning either.
        if (view.IsScaledToZero && !view.KeepsUsersAtZero) return Failed(view) ?? Held(view) ?? new(Reason.ScaledToZero, "spec.replicas is 0: there is nobody to be served, and nothing to be judged by");
        var failed = view.Spec.OnBad == OnTrouble.Rollback ? Failed(view) : null;
        if (ScaledToZeroPolicy.Sleeps(view)) return ScaledToZeroPolicy.IsHeard(view) ? failed : null;

        // Where stable has no pods either there is nobody to go back to, and whatever took them all is not the candidate's doing.
        if (view.Present > Share.None && view.SubjectFacts is { Ready: 0 } && view.StableFacts is { Ready: > 0 }) return new(Reason.CandidateNotReady, "none of its pods is ready", Failing: true);
        return failed ?? Unheard(view) ?? Late(view);
    }

    // Before its first user nothing can be said of a candidate.
    private static GoBackCause? Failed(LaunchView view) => !view.Named ? null : view.Evaluations
        .Where(evaluation => Judgement.Acts(evaluation, view.Memory.Objectives.GetValueOrDefault(evaluation.Objective, ObjectiveMemory.Empty), view.Spec.Analysis))
        .Select(evaluation => new GoBackCause(Reason.ObjectiveBad, Evidence.Of(evaluation), Failing: evaluation.CountsFailures))
        .FirstOrDefault();

    private static GoBackCause? Unheard(LaunchView view) => !view.Named || view.Spec.Analysis.OnUnknown != OnTrouble.Rollback ? null : view.Evaluations
        .Where(evaluation => Overdue(view, evaluation))
        .Select(evaluation => new GoBackCause(Silent(evaluation.Why), Evidence.Of(evaluation)))
        .FirstOrDefault();

    private static GoBackCause? Held(LaunchView view) => view.Hold is { } hold ? new(hold.Reason, $"spec.replicas is 0, and it was held: {hold.Message}") : null;

    private static Reason Silent(UnknownWhy why) => why switch
    {
        UnknownWhy.NoAnswer => Reason.SourceSilent,
        UnknownWhy.SharedSuffering => Reason.SharedSuffering,
        _ => Reason.PatienceExhausted,
    };

    /// <summary>Whether an enforced objective has been Unknown for longer than it may.</summary>
    public static bool Overdue(LaunchView view, Evaluation evaluation) =>
        evaluation.Mode == ObjectiveMode.Enforce && !view.Waits
        && Judgement.Limit(evaluation, view.Spec.Analysis) is { } limit && view.Now - evaluation.Since >= limit
        && !(evaluation.Why == UnknownWhy.TooFew && StepPolicy.IsPilotsOnly(view));

    private static GoBackCause? Late(LaunchView view)
    {
        if (view.Held || !Waiting.IsOverdue(view)) return null;

        // A pass that comes late finds that the time is over; whether what was waited for is still missing, only a look now can tell.
        if ((StepPolicy.Apply(view) ?? StartPolicy.Apply(view))?.WaitingFor != view.Seen.Memory.WaitingFor) return null;
        return new(Reason.ProgressDeadlineExceeded, $"not ready or not accepted within {Span.Format(view.Spec.ProgressDeadline)}: {view.Seen.Memory.WaitingText}");
    }

    private static GoBackCause Continued(LaunchView view)
    {
        var status = view.Seen.Status;
        var isSame = status.Candidate is { } candidate ? candidate.Revision == view.Subject : view.SubjectFacts is null;
        var known = status.Phase == LaunchPhase.RollingBack && isSame ? status.Reason : (Reason?)null;

        // What is waited for is not why: that stands in the decision, as measuring has ended and another process may go on.
        var decided = status.Decisions.FirstOrDefault(decision => decision.Revision == view.Subject);
        if (known is Reason.WaitingForStable) known = decided?.Reason;
        var why = known ?? Supposed(view);
        var evidence = decided?.Reason == why ? decided.Evidence : "it went back before";
        return new(why, evidence, Failing: view.SubjectFacts is null || why is Reason.CandidateNotReady or Reason.CandidateLost || (why is Reason.ObjectiveBad && CountsFailures(view, evidence)), Known: true);
    }

    // A process died before it said why: what the facts still show, in the order of the causes.
    private static Reason Supposed(LaunchView view)
    {
        if (view.Wanted != view.Subject) return Reason.Superseded;
        if (view.Hold is { } hold) return hold.Reason;
        var isBlameless = view.IsScaledToZero && !view.Asks("abort", view.SubjectName) && view.Evaluations.All(evaluation => evaluation.Verdict != Verdict.Bad);
        return isBlameless ? Reason.ScaledToZero : Reason.RolledBack;
    }

    // Crashes, and what the spec names no more, count as failures: rather too few pods for everybody than many users on what fails.
    private static bool CountsFailures(LaunchView view, string evidence) =>
        view.Spec.Objectives.FirstOrDefault(objective => evidence.StartsWith($"{objective.Name} ", StringComparison.Ordinal)) is not { } judged || judged.Indicator is Indicator.Ratio;

    // Whether this way back stands among the decisions: once, however often a write of it is refused.
    private static bool IsTold(LaunchView view, GoBackCause cause, Share to)
    {
        var status = view.Seen.Status;
        if (status.Phase != LaunchPhase.RollingBack) return false;
        return (cause.Known && status.Weight == to) || status.Decisions.FirstOrDefault() is { } last && last.Revision == view.Subject && last.Reason == cause.Reason && last.From == view.Present && last.To == to;
    }

    private static LaunchMove GoBack(LaunchView view, GoBackCause cause)
    {
        var to = SafeShare(view, cause.Failing);
        var effects = new List<LaunchEffect>();

        // Without our key the apex sends users to every revision: no route would keep them away from the candidate.
        if (RestPolicy.LostAgain(view)) effects.Add(new LaunchEffect.SelectApex(view.Stable!, view.SubjectName));
        effects.AddRange(Traffic.Back(view, to));
        var finished = to == Share.None;
        var outcome = cause.Reason is Reason.Superseded or Reason.Withdrawn or Reason.ScaledToZero ? RevisionOutcome.Superseded : RevisionOutcome.RolledBack;
        if (view.StableFacts is { } stable && stable.Replicas < view.Replicas) effects.Add(new LaunchEffect.ScaleRevision(stable.Hash, view.Replicas));
        if (finished && view.SubjectFacts is { } facts && facts.Outcome is null)
        {
            // Without traffic nobody needs the pods; with it they drain first.
            int? size = view.Named || view.WentBack ? null : 0;
            effects.Add(new LaunchEffect.RecordOutcome(facts.Hash, facts.Attempt, outcome, size));
        }

        var message = $"revision {view.Subject} goes back: {cause.Evidence}";
        if (!cause.Known) effects.Add(new LaunchEffect.EmitEvent(outcome == RevisionOutcome.RolledBack || cause.Reason is Reason.ScaledToZero, cause.Reason, message));
        return new LaunchMove
        {
            Phase = LaunchPhase.RollingBack,
            Reason = finished ? cause.Reason : Reason.WaitingForStable,
            Message = finished ? message : $"{message}; {view.StableFacts?.Ready ?? 0} of {view.Replicas} stable pods are ready, {to} % stays until more are",
            Effects = effects,

            // What was refused has not been done: it is asked for again until it is.
            Weight = view.Seen.Refused is null ? to : view.Present,
            Decision = IsTold(view, cause, to) ? null : new DecisionStatus(view.Now, view.Subject!, view.Present, to, cause.Reason, Evidence.Bounded(cause.Evidence)),
            Handled = cause.Handled.Length == 0 || view.Seen.Refused is not null ? [] : [cause.Handled],
            ReconsiderAt = view.Now + TimeSpan.FromSeconds(1),
        };
    }
}
