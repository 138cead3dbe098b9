using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>
/// <c>spec.replicas: 0</c>: nobody is served, so nothing begins, and a pod that is not there is no outage. What climbs goes back without blame
/// (<see cref="GoBackPolicy"/>) and begins anew; what everybody has already, or a person pinned, sleeps where it is: waking with another revision would be a change that nobody asked for.
/// </summary>
public static class ScaledToZeroPolicy
{
    private const string StableFirst = "zero:stable";
    private const string SubjectFirst = "zero:subject";

    /// <summary>Decides while there are to be no pods, and while they come back.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (view.Named) return view.Subject != view.Stable && Sleeps(view) ? Asleep(view) : null;
        if (view.IsRolledBack && !view.Asks("retry", view.SubjectName)) return null;
        if (view.IsScaledToZero) return Waits(view, "spec.replicas is 0");

        // Both would start at once, and a candidate that is ready first would look like the fix of an outage. A stable revision that cannot start any more must not hold its successor for ever.
        var wakes = view.StableFacts is { Ready: 0 } stable && (stable.Replicas == 0 || view.Seen.Status.Reason == Reason.ScaledToZero || view.Seen.Memory.WaitingFor == StableFirst);
        return wakes && !Waiting.IsOverdue(view, StableFirst) ? Waits(view, $"revision {view.Stable} gets its pods first") with { WaitingFor = StableFirst } : null;
    }

    /// <summary>Whether a subject that keeps its users has no pods because none are asked for, or none again yet.</summary>
    public static bool Sleeps(LaunchView view) => view.KeepsUsersAtZero
        && (view.IsScaledToZero || view.Seen.Status.Reason == Reason.ScaledToZero && view.SubjectFacts is { Ready: 0 } && !Waiting.IsOverdue(view, SubjectFirst));

    /// <summary>Whether a verdict on what sleeps counts: only where stable has pods to go back to. What has none, as nothing else has, is not to blame.</summary>
    public static bool IsHeard(LaunchView view) => view.StableFacts is { Ready: > 0 };

    private static LaunchMove Asleep(LaunchView view)
    {
        var begun = view.Hold is null && !view.Resumes && IsHeard(view) ? HoldPolicy.Begins(view) : null;
        return begun is null ? Asleep(view, []) : Asleep(view, [new LaunchEffect.EmitEvent(true, begun.Reason, begun.Message)]) with { Hold = begun };
    }

    private static LaunchMove Asleep(LaunchView view, IReadOnlyList<LaunchEffect> effects) => new()
    {
        Effects = effects,
        Phase = view.AskedAll ? LaunchPhase.Baking : LaunchPhase.Launching,
        Reason = Reason.ScaledToZero,
        Message = $"revision {view.Subject} keeps {view.Asked} %: {(view.IsScaledToZero ? "spec.replicas is 0" : "it gets its pods again")}",
        Step = StepClock.Standing(view, StepPlan.IndexOf(view.Steps, view.Asked)),
        Weight = view.Asked,
        CandidateSize = view.Replicas,
        WaitingFor = view.IsScaledToZero ? "" : SubjectFirst,
    };

    private static LaunchMove Waits(LaunchView view, string why) => new()
    {
        Phase = LaunchPhase.Healthy,
        Reason = Reason.ScaledToZero,
        Message = view.Subject is { } subject ? $"revision {subject} waits: {why}" : $"revision {view.Stable} serves nobody: {why}",
        Effects = view.Problems.Count == 0 ? Traffic.Settle(view) : [],
        CandidateSize = view.IsScaledToZero ? 0 : null,
    };
}
