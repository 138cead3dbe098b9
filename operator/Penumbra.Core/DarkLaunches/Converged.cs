using Penumbra.Core.DarkLaunches.Policies;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches;

/// <summary>The one definition of "done" for a launch: status, the simulation and its oracle use it.</summary>
public static class Converged
{
    /// <summary>
    /// Whether nothing is left to do: the wanted revision serves everybody through routes at rest (or was rolled back, and stable does), at full size,
    /// and nothing else has pods.
    /// </summary>
    public static bool Holds(LaunchView view)
    {
        if (view.Stable is not { } stable || view.Named || view.StableFacts is not { } facts) return false;
        var settled = view.Wanted == stable || view.IsRolledBack || view.Problems.Count > 0;
        return settled && facts.Ready >= view.Replicas && facts.Replicas == view.Replicas
            && view.Routes.All(route => route.AtRest)
            && view.Seen.Apex is { } apex && (apex.Ours && apex.Selects == stable || apex is { Adopted: true, SelectorApplier: not null })
            && view.Seen.Revisions.All(revision => revision.Hash == stable || revision.Replicas == 0);
    }

    /// <summary>Whether condition Ready holds after a move.</summary>
    public static bool IsReady(LaunchView view, LaunchMove move)
    {
        // A Deployment with no replicas is ready, too.
        var served = (view.StableFacts is { Ready: > 0 } || (view.IsScaledToZero && view.StableFacts is not null)) && move.Phase != LaunchPhase.Adopting;
        return view.Spec.Readiness == Readiness.Serving
            ? served
            : served && move.Phase == LaunchPhase.Healthy && view.Wanted == view.Stable && view.Problems.Count == 0 && view.StableFacts!.Ready >= view.Replicas;
    }
}
