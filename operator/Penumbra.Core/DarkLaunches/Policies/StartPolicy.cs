using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>A wanted revision that is not stable: it starts in the dark, becomes ready, and only then takes its first step.</summary>
public static class StartPolicy
{
    /// <summary>Decides while no route names the candidate.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (view.Subject is not { } subject || subject == view.Stable || view.Named) return null;
        var facts = view.SubjectFacts;
        if (view.IsRolledBack && !view.IsRetried)
        {
            return new LaunchMove
            {
                Phase = LaunchPhase.RolledBack,
                Reason = Reason.RolledBack,
                Message = $"revision {subject} was rolled back{Why(view)}; revision {view.Stable} serves everybody. Another template starts anew, or {HoldPolicy.UntilRetry(view)}",
            };
        }

        if (Unmet(view, facts) is { } unmet) return unmet;
        if (facts is null) return Create(view, subject);
        if (facts.Outcome is not null) return Begin(view, facts.Attempt + 1, facts.Outcome == RevisionOutcome.RolledBack);
        if (Identity(view, subject) is { } identity) return identity;
        return StepPolicy.Advance(view, Launching(Reason.WaitingForCandidate, ""), 1, Reason.LaunchStarted);
    }

    // Only the beginning waits: what has begun is watched by its own objectives. A retry is a person's word.
    private static LaunchMove? Unmet(LaunchView view, RevisionFacts? facts) =>
        view.Seen.Requirement is { IsMet: false } requirement && facts is null or { Outcome: not null } && !view.IsRetried
            ? new LaunchMove
            {
                Phase = LaunchPhase.Healthy,
                Reason = Reason.WaitingForVerdict,
                Message = $"revision {view.Subject} waits for ShadowDeployment {requirement.Shadow}: {requirement.Message}; revision {view.Stable} serves everybody",
            }
            : null;

    private static LaunchMove Create(LaunchView view, string subject)
    {
        var message = $"revision {subject} starts in the dark";
        var effects = new List<LaunchEffect>(Rehearsed(view, view.Attempt));
        effects.Add(new LaunchEffect.CreateRevision(subject, view.Seen.Template!.Fingerprint, view.SizeFor(view.Steps[0]), view.Attempt));
        if (Free(view)) effects.Add(new LaunchEffect.SelectCandidate(subject));
        effects.AddRange(Announce(view, message));
        return Launching(Reason.LaunchStarted, message) with { Effects = effects };
    }

    private static LaunchMove Begin(LaunchView view, int attempt, bool retried)
    {
        var message = $"revision {view.Subject} starts attempt {attempt} in the dark";
        return Launching(retried ? Reason.Retried : Reason.LaunchStarted, message) with
        {
            Effects = [.. Rehearsed(view, attempt), new LaunchEffect.BeginAttempt(view.Subject!, attempt, view.SizeFor(view.Steps[0])), .. Announce(view, message)],
            Handled = retried ? [$"retry {view.SubjectName}"] : [],
        };
    }

    // Which revision the candidate Service selects changes only when no gateway can still send anybody there.
    private static LaunchMove? Identity(LaunchView view, string subject)
    {
        if (view.Seen.Candidate?.Selects == subject)
        {
            var strangers = view.Seen.Candidate.Ready.Where(pair => pair.Key != subject && pair.Value > 0).ToList();
            return strangers.Count == 0 ? null : Waiting($"Service {view.Spec.Traffic.CandidateService} still has pods of revision {strangers[0].Key}");
        }

        if (!Free(view))
            return Waiting($"the gateways forget revision {view.Seen.Candidate?.Selects}") with { ReconsiderAt = view.Memory.ClearSince + view.Spec.Traffic.PropagationDelay };
        return Waiting($"Service {view.Spec.Traffic.CandidateService} selects revision {subject}") with { Effects = [new LaunchEffect.SelectCandidate(subject)] };
    }

    private static bool Free(LaunchView view) =>
        view.Seen.Candidate is null || view.Seen.Candidate.Selects is null || view.Passed(view.Memory.ClearSince, view.Spec.Traffic.PropagationDelay);

    private static IEnumerable<LaunchEffect> Announce(LaunchView view, string message)
    {
        yield return new LaunchEffect.EmitEvent(false, Reason.LaunchStarted, message);
        if (view.Spec.Objectives.All(objective => objective.Mode != Objectives.ObjectiveMode.Enforce))
            yield return new LaunchEffect.EmitEvent(true, Reason.NoObjectives, "no enforced objective: nothing but readiness guards this launch");
        else if (view.Spec.Objectives.Where(objective => objective.Mode == Objectives.ObjectiveMode.Enforce).All(objective => objective is { Bound: Objectives.Bound.NoWorseThanStable, Judge: Objectives.JudgeKind.Sequential }))
            yield return new LaunchEffect.EmitEvent(true, Reason.UnguardedBake, "every enforced objective compares with stable, which serves nobody at 100 %: in the bake nothing but crashes is watched");
        var uncontrolled = view.Spec.Objectives.Where(objective => objective is { Mode: Objectives.ObjectiveMode.Enforce, Judge: Objectives.JudgeKind.Threshold }).Select(objective => objective.Name).ToList();
        if (uncontrolled.Count > 0)
            yield return new LaunchEffect.EmitEvent(true, Reason.NoErrorControl, $"judged by a threshold, with no stated rate of false alarms: {string.Join(", ", uncontrolled)}");
    }

    // What does not fit into a route is known before the first pod of the attempt exists: others may have filled the route since the last one.
    private static IEnumerable<LaunchEffect> Rehearsed(LaunchView view, int attempt) => view.Routes.Select(route => new LaunchEffect.RehearseTraffic(route.Id, Widest(view, attempt)));

    // A share that splits every rule, with pilots: no step needs more rules than that.
    private static TrafficAim Widest(LaunchView view, int attempt) => new()
    {
        Share = Share.Percent(50),
        Pilots = Traffic.PilotsOn(view),
        Marker = new TrafficMarker(view.Seen.Launch.Uid, attempt, view.Subject!, Share.Percent(50), TrafficDirection.Forward),
        Stable = view.Stable,
    };

    private static string Why(LaunchView view) =>
        view.Seen.Status.Decisions.FirstOrDefault(decision => decision.Revision == view.Subject && decision.To < decision.From) is { } last ? $" ({last.Reason}: {last.Evidence})" : "";

    private static LaunchMove Waiting(string message) => Launching(Reason.WaitingForIdentity, message);

    private static LaunchMove Launching(Reason reason, string message) => new() { Phase = LaunchPhase.Launching, Reason = reason, Message = message };
}
