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

        return here with
        {
            Phase = LaunchPhase.Promoting,
            Reason = Reason.Promoting,
            Message = $"Service {view.Spec.Traffic.Service} follows to revision {view.Subject}",
            Effects = [.. here.Effects, new LaunchEffect.SelectApex(view.Subject!)],
            Handled = [.. here.Handled, .. view.Asks("promote", view.SubjectName) ? [$"promote {view.SubjectName}"] : Array.Empty<string>()],
        };
    }
}
