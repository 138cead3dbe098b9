using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The candidate climbs: a step begins when the gateways have accepted it, lasts its hold and its samples, and ends at its gate. Capacity comes before weight.</summary>
public static class StepPolicy
{
    /// <summary>Decides for a candidate that sees traffic, up to the end of its bake.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (!view.Named || view.Subject is null || view.Subject == view.Stable || view.SubjectFacts is not { } facts) return null;
        var index = StepPlan.IndexOf(view.Steps, view.Asked);
        var here = new LaunchMove { Phase = view.AskedAll ? LaunchPhase.Baking : LaunchPhase.Launching, Reason = Reason.StepHolding, Message = "", Weight = view.Asked };

        // All routes first: one that lagged behind, or that retry puts back.
        var lagging = Traffic.Forward(view, view.Asked, Traffic.PilotsOn(view));
        if (lagging.Count > 0) return Wait(view, here, index, Reason.WaitingForRoute, $"step:route:{index}", $"{view.Asked} % is written to {lagging.Count} routes", lagging);
        if (Unaccepted(view) is { } unaccepted) return Wait(view, here, index, Reason.WaitingForRoute, $"step:route:{index}", unaccepted, []);

        var step = index == 0 ? new StepSpec { Share = view.Asked } : view.Steps[index - 1];
        var hold = view.AskedAll ? step.Hold + view.Spec.BakeTime : step.Hold;
        var clock = StepClock.Running(view, index, hold);
        here = here with { Step = clock, CandidateSize = Math.Max(view.SizeFor(step), facts.Replicas) };
        if (StepClock.Known(view, index, clock.Plan)?.Since is null) here = Begun(view, here, index, step);

        var hurried = Hurried(view);
        if (!hurried)
        {
            if (view.Now < clock.EarliestNext) return Stay(view, here, Reason.StepHolding, $"until {Clock(clock.EarliestNext)} at the earliest{Then(step)}", clock.EarliestNext);
            if (Lacking(view) is { } lacking) return Stay(view, here, Reason.WaitingForObjectives, lacking, null);
            if (step.Gate == StepGate.Manual && !view.Asks("approve", $"{view.SubjectName}/{index}"))
                return Stay(view, here, Reason.WaitingForApproval, $"waits for {Keys.Approve}: {view.SubjectName}/{index}", null);
        }

        if (Unseen(view, here, index) is { } unseen) return unseen;
        if (view.AskedAll) return BakePolicy.End(view, here);
        var next = hurried ? view.Steps.Count : index + 1;
        return Advance(view, here, next, Reason.StepPassed);
    }

    /// <summary>Capacity first, then weight: what raising the candidate to a step takes now.</summary>
    public static LaunchMove Advance(LaunchView view, LaunchMove here, int index, Reason reason)
    {
        var step = view.Steps[index - 1];
        var size = view.SizeFor(step);
        var facts = view.SubjectFacts!;

        // Pods that are ready take requests only once the Service's slices hold them: gateways go by those.
        var reached = Math.Min(facts.Ready, view.Seen.Candidate?.ReadyOf(view.Subject!) ?? 0);
        if (facts.Replicas < size || reached < size)
        {
            return here with
            {
                Reason = Reason.WaitingForCandidate,
                Message = $"{Position(view, index)} ({step.Share} %) waits for the candidate: {reached} of {size} pods ready",
                CandidateSize = size,
                WaitingFor = $"step:ready:{index}",
            };
        }

        if (Unseen(view, here, index) is { } unseen) return unseen;
        return here with
        {
            Reason = Reason.WaitingForRoute,
            Message = $"{Position(view, index)}: {step.Share} % is written",
            Effects = [.. here.Effects, .. Traffic.Forward(view, step.Share, Traffic.PilotsOn(view))],
            CandidateSize = size,
            WaitingFor = $"step:route:{index}",
        };
    }

    /// <summary>Whether the candidate is shown to pilots at most, in the step for them or below all steps after an edit: then too few events hinder nothing.</summary>
    public static bool IsPilotsOnly(LaunchView view) => view.Asked == Share.None;

    // The step's one status write and one event belong to its beginning.
    private static LaunchMove Begun(LaunchView view, LaunchMove here, int index, StepSpec step)
    {
        var from = view.Seen.Status is { Candidate: { } candidate } status && candidate.Revision == view.Subject && candidate.Attempt == view.Attempt ? status.Weight : Share.None;
        var hurried = view.AskedAll && view.Asks("promote", view.SubjectName);
        var reason = view.Spec.PinnedRevision == view.Subject ? Reason.Pinned : hurried ? Reason.PromotedByHand : Reason.StepPassed;
        var told = step.PilotsOnly ? "pilots only" : $"{view.Asked} %";
        var approved = !hurried && index > 1 && view.Seen.Launch.Acts.GetValueOrDefault("approve") == $"{view.SubjectName}/{index - 1}";
        var said = (hurried ? "promoted" : approved ? "approved" : "", view.Seen.Launch.ApprovedBy) is ({ Length: > 0 } verb, { Length: > 0 } who) ? $"{verb} by {who}; " : "";
        if (view.Resumes || view.Seen.Status.Step is { } known && known.Index == index && from == view.Asked) return here;
        return here with
        {
            Effects = [new LaunchEffect.EmitEvent(false, reason, $"revision {view.Subject}, {Position(view, index)}: {told}")],
            Decision = new DecisionStatus(view.Now, view.Subject!, from, view.Asked, reason, Evidence.Bounded(said + Evidence.Of(view.Evaluations))),
            Handled = hurried ? [$"promote {view.SubjectName}"] : approved ? [$"approve {view.SubjectName}/{index - 1}"] : [],
        };
    }

    // Promote skips what is left of the steps; said while baking, it ends the bake. One act does one of the two, even across a crash.
    private static bool Hurried(LaunchView view) =>
        view.Asks("promote", view.SubjectName) && (!view.AskedAll || view.Seen.Status.Phase == LaunchPhase.Baking && view.Seen.Status.Step?.Index == view.Steps.Count);

    private static string? Lacking(LaunchView view)
    {
        var lacking = view.Evaluations.FirstOrDefault(evaluation => evaluation is { Mode: ObjectiveMode.Enforce, Verdict: not Verdict.Good }
            && evaluation.Why != UnknownWhy.NoControl && !(IsPilotsOnly(view) && evaluation.Why == UnknownWhy.TooFew));
        if (lacking is null) return null;
        var expected = lacking.ExpectedAt is { } at ? $", enough events expected at {Clock(at)}" : "";
        return $"waits for {Evidence.Of(lacking)}, {lacking.Samples} of {lacking.Needed} events{expected}";
    }

    private static string? Unaccepted(LaunchView view)
    {
        var route = view.Routes.FirstOrDefault(route => route.Acceptance != RouteAcceptance.Accepted);
        if (route is null) return null;
        return route.Acceptance == RouteAcceptance.Refused ? $"{route.Id} is refused: {route.AcceptanceMessage}" : $"{route.Id} is not accepted yet";
    }

    // Nobody is given more users on facts that may be old: after an outage the lease is often back before the last watch is.
    private static LaunchMove? Unseen(LaunchView view, LaunchMove here, int index) => view.Seen.CurrentSince is not null ? null : here with
    {
        Reason = Reason.WaitingForSight,
        Message = $"{Position(view, index)}: waits until the API server answers every watch again",
        WaitingFor = $"sight:{index}",
        ReconsiderAt = view.Now + TimeSpan.FromSeconds(1),
    };

    private static LaunchMove Stay(LaunchView view, LaunchMove here, Reason reason, string message, DateTimeOffset? until) =>
        here with { Reason = reason, Message = $"{Position(view, here.Step!.Index)}: {view.Asked} % {message}", ReconsiderAt = until };

    private static LaunchMove Wait(LaunchView view, LaunchMove here, int index, Reason reason, string waitingFor, string message, IReadOnlyList<LaunchEffect> effects)
    {
        // The step that is left keeps its clock on display until the new one runs.
        var known = StepClock.Known(view, index, StepPlan.Digest(view.Steps));
        return here with { Reason = reason, WaitingFor = waitingFor, Message = $"{Position(view, index)}: {message}", Effects = effects, Step = known ?? view.Seen.Status.Step };
    }

    private static string Then(StepSpec step) => step.Gate == StepGate.Manual ? ", then Manual gate" : "";

    private static string Position(LaunchView view, int index) => view.AskedAll ? "baking" : $"step {index} of {view.Steps.Count}";

    private static string Clock(DateTimeOffset? at) => at is { } time ? time.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "the end of the pause";
}
