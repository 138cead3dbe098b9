using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The end of the bake: from here on going back takes more than one write, so capacity is asked for once more.</summary>
public static class BakePolicy
{
    /// <summary>Moves the apex to the candidate.</summary>
    public static LaunchMove End(LaunchView view, LaunchMove here)
    {
        var facts = view.SubjectFacts!;
        if (facts.Ready < view.Replicas)
        {
            return here with
            {
                Reason = Reason.WaitingForCandidate,
                Message = $"baked; the promotion waits for {facts.Ready} of {view.Replicas} ready pods",
                CandidateSize = view.Replicas,
            };
        }

        var isByHand = view.Asks("promote", view.SubjectName);
        var who = view.Seen.Launch.ApprovedBy;
        return here with
        {
            Decision = isByHand ? new DecisionStatus(view.Now, view.Subject!, Share.All, Share.All, Reason.PromotedByHand, Evidence.Bounded((who.Length > 0 ? $"promoted by {who}; " : "") + Evidence.Of(view.Evaluations))) : here.Decision,
            Phase = LaunchPhase.Promoting,
            Reason = Reason.Promoting,
            Message = $"Service {view.Spec.Traffic.Service} follows to revision {view.Subject}",
            Effects = [.. here.Effects, new LaunchEffect.SelectApex(view.Subject!)],
            Handled = [.. here.Handled, .. isByHand ? [$"promote {view.SubjectName}"] : Array.Empty<string>()],
        };
    }
}
