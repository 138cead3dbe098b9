using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The apex selects the candidate now: when its endpoints have followed, the routes return to it and are what they were before.</summary>
public static class PromotePolicy
{
    /// <summary>Decides from the moment the apex has moved until the outcome is written down.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (view.Stable is not { } stable || !AdoptPolicy.IsAdopted(view)) return null;
        if (view.Named && view.Subject == stable)
        {
            // Without pods there are no endpoints to wait for, and nobody who could miss them.
            var settled = view.IsScaledToZero || view.Passed(view.Memory.ApexSettledSince, view.Spec.Traffic.PropagationDelay);
            return new LaunchMove
            {
                Phase = LaunchPhase.Promoting,
                Reason = Reason.Promoting,
                Message = settled ? $"the routes return to Service {view.Spec.Traffic.Service}" : $"Service {view.Spec.Traffic.Service} follows to revision {stable}",
                Effects = settled ? Traffic.Settle(view) : [],
                Weight = Share.All,
                ReconsiderAt = view.Memory.ApexSettledSince + view.Spec.Traffic.PropagationDelay,
            };
        }

        if (view.StableFacts is not { Outcome: null } facts) return null;
        var message = $"revision {stable} is stable";
        return new LaunchMove
        {
            Phase = LaunchPhase.Healthy,
            Reason = Reason.Promoted,
            Message = message,
            Effects =
            [
                new LaunchEffect.RecordOutcome(stable, facts.Attempt, RevisionOutcome.Promoted),
                new LaunchEffect.EmitEvent(false, Reason.Promoted, message),
            ],
        };
    }
}
