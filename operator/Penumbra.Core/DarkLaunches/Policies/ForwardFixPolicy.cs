using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Stable serves nobody and the candidate can: it takes everything at once, as the likely fix.</summary>
public static class ForwardFixPolicy
{
    /// <summary>Decides when stable has no ready pod in the middle of a launch.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (view.Subject is null || view.Subject == view.Stable || view.Held || view.WentBack || view.AskedAll) return null;
        if (view.StableFacts is { Ready: > 0 } || view.Seen.Apex?.ReadyOf(view.Stable ?? "") > 0 || view.Seen.Apex is null) return null;
        if (view.SubjectFacts is not { Ready: > 0, Outcome: null } || view.Seen.Candidate?.Selects != view.Subject || view.Seen.Candidate!.ReadyOf(view.Subject!) == 0) return null;
        var message = $"revision {view.Stable} has no ready pod: revision {view.Subject} takes everything";
        return new LaunchMove
        {
            Phase = LaunchPhase.Launching,
            Reason = Reason.ForwardFix,
            Message = message,
            Effects = [.. Traffic.Forward(view, Share.All, Traffic.PilotsOn(view)), new Effects.LaunchEffect.EmitEvent(true, Reason.ForwardFix, message)],
            CandidateSize = view.Replicas,
            Weight = Share.All,
            Decision = new DecisionStatus(view.Now, view.Subject, view.Present, Share.All, Reason.ForwardFix, $"{view.Stable}: 0 ready"),
        };
    }
}
