using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>A deleted launch leads its traffic to a safe place, removes what is its own, and only then lets go.</summary>
public static class DeletePolicy
{
    /// <summary>Decides for a launch that is being deleted.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        var launch = view.Seen.Launch;

        // In a terminating namespace everything goes anyway, in any order: waiting would only keep it from going, and nothing can be made again.
        if (launch.NamespaceTerminating) return Done(launch.HasFinalizer ? [new LaunchEffect.RemoveFinalizer()] : []);
        if (!launch.Deleting) return null;
        if (!launch.HasFinalizer) return Done([]);

        // Never adopted: the template's own pods serve, and what we made nobody sees.
        if (view.Stable is null) return Done([.. Traffic.Release(view, view.Seen.Routes), .. Remove(view, keep: null), new LaunchEffect.RemoveFinalizer()]);
        return view.Spec.DeletionPolicy == DeletionPolicy.Revert ? Revert(view) : Retain(view);
    }

    private static LaunchMove Retain(LaunchView view)
    {
        if (view.Seen.Apex is null) return Restore(view);
        if (view.Named) return LeaveCandidate(view);
        if (!view.Passed(view.Memory.ClearSince, view.Spec.Traffic.PropagationDelay)) return Waiting(view, "the gateways forget the candidate", []);
        return Done([.. Traffic.Release(view, view.Seen.Routes), .. Remove(view, keep: view.Stable), new LaunchEffect.RemoveFinalizer()]);
    }

    private static LaunchMove Revert(LaunchView view)
    {
        // Users that the candidate serves have nowhere else to go. Who deletes the template as well takes everything down, and waits for nobody.
        if (view is { Named: true, Seen: { Apex: null, Template: not null } }) return Restore(view);
        if (view.Named) return LeaveCandidate(view);
        var apex = view.Seen.Apex;
        if (apex is { Ours: true })
        {
            if (view.Seen.Template is not { RolloutFinished: true, Ready: > 0 } template)
                return Waiting(view, $"deletionPolicy Revert waits until Deployment {view.Spec.Template} is scaled up and ready; until then revision {view.Stable} serves", []);
            return Waiting(view, $"traffic moves to {template.Ready} pods of Deployment {view.Spec.Template}", [.. Traffic.Release(view, view.Seen.Routes), new LaunchEffect.ReleaseApex()]);
        }

        // The gateways must have seen the released Service before its former pods go.
        if (!view.Passed(view.Seen.Memory.WaitingSince, view.Spec.Traffic.PropagationDelay) || view.Seen.Memory.WaitingFor != "released")
            return Waiting(view, "the gateways follow the released Service", [], "released");
        return Done([.. Traffic.Release(view, view.Seen.Routes), .. Remove(view, keep: null), new LaunchEffect.RemoveFinalizer()]);
    }

    private static LaunchMove Restore(LaunchView view) => Waiting(view, "the apex Service is being restored", [new LaunchEffect.SelectApex(view.Stable!)]);

    private static LaunchMove LeaveCandidate(LaunchView view)
    {
        // Everybody is served by the revision that the apex selects already: returning the route changes nothing for them.
        if (view.Subject == view.Stable) return Waiting(view, "the routes return to the apex", Traffic.Settle(view));
        var back = GoBackPolicy.SafeShare(view, failing: false);
        var effects = Traffic.Back(view, back).ToList();
        if (view.StableFacts is { } stable && stable.Replicas < view.Replicas) effects.Add(new LaunchEffect.ScaleRevision(stable.Hash, view.Replicas));
        return Waiting(view, "the candidate's traffic goes back to stable", effects);
    }

    private static IEnumerable<LaunchEffect> Remove(LaunchView view, string? keep)
    {
        if (view.Seen.Candidate is { Ours: true }) yield return new LaunchEffect.DeleteCandidateService();
        foreach (var revision in view.Seen.Revisions.Where(revision => revision.Hash != keep && !revision.Deleting))
            yield return new LaunchEffect.DeleteRevision(revision.Hash, revision.Uid);
    }

    private static LaunchMove Waiting(LaunchView view, string message, IReadOnlyList<LaunchEffect> effects, string waitingFor = "") => new()
    {
        Phase = view.Named ? LaunchPhase.RollingBack : view.Seen.Status.Phase ?? LaunchPhase.Healthy,
        Reason = Reason.Deleting,
        Message = $"being deleted: {message}",
        Effects = effects,
        Weight = Share.None,
        WaitingFor = waitingFor,
        ReconsiderAt = view.Now + TimeSpan.FromSeconds(1),
    };

    private static LaunchMove Done(IReadOnlyList<LaunchEffect> effects) => new()
    {
        Phase = LaunchPhase.Healthy,
        Reason = Reason.Deleting,
        Message = "deleted",
        Effects = effects,
        Gone = true,
    };
}
