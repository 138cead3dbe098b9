using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Nothing is to be launched: the apex serves stable, the routes are as they were, and nothing else is written.</summary>
public static class RestPolicy
{
    /// <summary>Decides when nobody else did.</summary>
    public static LaunchMove? Apply(LaunchView view) => new()
    {
        Phase = LaunchPhase.Healthy,
        Reason = Reason.Serving,
        Message = $"revision {view.Stable} serves everybody",
        Effects = Traffic.Settle(view),
    };

    /// <summary>Puts the apex right when somebody deleted it or took its key away: before anything else, as users go through it.</summary>
    public static LaunchMove? Apex(LaunchView view)
    {
        if (view.Stable is not { } stable) return null;

        // Under replicaShare the selector is the route: only a missing apex is put right here.
        if (view.Seen.Apex is { Ours: true } apex && (view.ByReplicas || apex.Selects == stable)) return null;
        if (view.Seen.Apex is { Ours: false } && !view.Spec.Traffic.AdoptService) return null;
        var message = $"Service {view.Spec.Traffic.Service} was changed or deleted by somebody; it selects revision {stable} again";
        return new LaunchMove
        {
            Phase = view.Seen.Status.Phase ?? LaunchPhase.Healthy,
            Reason = Reason.TrafficConflict,
            Message = message,
            Effects = [new LaunchEffect.SelectApex(stable), new LaunchEffect.EmitEvent(true, Reason.TrafficConflict, message)],
            Step = view.Seen.Status.Step,
            Weight = view.Asked,
        };
    }
}
