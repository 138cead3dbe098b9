using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>
/// <c>spec.replicas: 0</c>: nobody is served, so nothing begins. What is under way goes back without blame (<see cref="GoBackPolicy"/>) and begins anew;
/// a pod that is not there is no outage.
/// </summary>
public static class ScaledToZeroPolicy
{
    private const string StableFirst = "stable:ready";

    /// <summary>Decides while no route names the candidate and there are to be no pods, and while stable's come back.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (view.Named || view.SubjectFacts?.Outcome == RevisionOutcome.RolledBack && !view.Asks("retry", view.SubjectName)) return null;
        if (view.IsScaledToZero) return Waits(view, "spec.replicas is 0");

        // Both would start at once, and a candidate that is ready first would look like the fix of an outage.
        var wakes = view.Subject is not null && view.Seen.Status.Reason == Reason.ScaledToZero && view.StableFacts is { Ready: 0 } && !IsOverdue(view);
        return wakes ? Waits(view, $"revision {view.Stable} gets its pods first") with { WaitingFor = StableFirst } : null;
    }

    // A stable revision that cannot start any more must not hold its successor for ever.
    private static bool IsOverdue(LaunchView view) =>
        view.Seen.Memory is { WaitingFor: StableFirst, WaitingSince: { } since } && view.Now - since >= view.Spec.ProgressDeadline;

    private static LaunchMove Waits(LaunchView view, string why) => new()
    {
        Phase = LaunchPhase.Healthy,
        Reason = Reason.ScaledToZero,
        Message = view.Subject is { } subject ? $"revision {subject} waits: {why}" : $"revision {view.Stable} serves nobody: {why}",
        Effects = Traffic.Settle(view),
    };
}
