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
        if (view.Seen.Apex is { Ours: false } found && (found.Owner is not null || !view.Spec.Traffic.AdoptService)) return null;
        if (view.Seen.Apex is { Adopted: true } && (LostAgain(view) || IsLeft(view))) return null;
        var message = $"Service {view.Spec.Traffic.Service} was changed or deleted by somebody; it selects revision {stable} again";
        return new LaunchMove
        {
            Phase = view.Seen.Status.Phase ?? LaunchPhase.Healthy,
            Reason = Reason.TrafficConflict,
            Message = message,
            Effects = [new LaunchEffect.SelectApex(stable, Restored(view)), new LaunchEffect.EmitEvent(true, Reason.TrafficConflict, message)],
            Step = view.Seen.Status.Step,
            Weight = view.Asked,
        };
    }

    /// <summary>
    /// Makes a route again that somebody deleted: without it nobody is served, held or not. It leads to stable alone; whether the candidate gets a
    /// share again is asked afterwards, as for any share that somebody lowered.
    /// </summary>
    public static LaunchMove? Routes(LaunchView view)
    {
        if (view.Stable is null || !AdoptPolicy.IsAdopted(view) || view.Problems.Any(problem => problem.Path.StartsWith("spec.traffic", StringComparison.Ordinal))) return null;
        var lost = view.Routes.Where(route => !route.Exists && view.Seen.Status.Traffic.Any(known => known.Kind == route.Id.Kind && known.Name == route.Id.Name)).ToList();
        if (lost.Count == 0) return null;
        var message = $"{string.Join(", ", lost.Select(route => route.Id))} was deleted by somebody; made again, it leads to Service {view.Spec.Traffic.Service} alone";
        return new LaunchMove
        {
            Phase = view.Seen.Status.Phase ?? LaunchPhase.Healthy,
            Reason = Reason.TrafficConflict,
            Message = message,
            Effects =
            [
                .. lost.Select(route => new LaunchEffect.SetTraffic(route.Id, new TrafficAim { Stable = view.Stable }, LeadsBack: true)),
                new LaunchEffect.EmitEvent(true, Reason.TrafficConflict, message),
            ],
            Step = view.Seen.Status.Step,
            Weight = view.Asked,
        };
    }

    /// <summary>
    /// Makes stable's Deployment again that somebody deleted, as long as the template is still the same: only it knows the pods. Where it is another one, that one's own launch brings
    /// somebody who serves.
    /// </summary>
    public static LaunchMove? Revision(LaunchView view)
    {
        if (view.Stable is not { } stable || view.StableFacts is not null || view.Seen.Template is not { } template || template.Hash != stable) return null;

        // One that is being promoted has not ended yet; any other stable one has.
        var remade = view.Subject == stable ? new LaunchEffect.CreateRevision(stable, template.Fingerprint, view.Replicas, view.Attempt) : new(stable, template.Fingerprint, view.Replicas, Outcome: RevisionOutcome.Promoted);
        var message = $"the Deployment of revision {stable}, which serves, was deleted by somebody; it is made again";
        return new LaunchMove
        {
            Phase = view.Seen.Status.Phase ?? LaunchPhase.Healthy,
            Reason = Reason.WaitingForStable,
            Message = message,
            Effects = [remade, new LaunchEffect.EmitEvent(true, Reason.WaitingForStable, message)],
            Step = view.Seen.Status.Step,
            Weight = view.Asked,
        };
    }

    /// <summary>Whether an adopted Service lost our key for the second time in this attempt: then the candidate goes, as whoever takes the key away sends users to it.</summary>
    public static bool LostAgain(LaunchView view) =>
        view.Seen.Apex is { Adopted: true } apex && apex.Selects != view.Stable && view.IsTried && IsExposed(view) && apex.Restored == view.SubjectName;

    /// <summary>The attempt to note on an adopted Service whose key is put back; null where no note is needed.</summary>
    public static string? Restored(LaunchView view) => view.Seen.Apex is { Adopted: true } && view.IsTried && IsExposed(view) ? view.SubjectName : null;

    // Without a second revision's pods a lost key changes nothing for users: nobody is fought, and Stalled names who holds the selector.
    private static bool IsLeft(LaunchView view) => view.Seen.Apex is { SelectorApplier: not null } && !IsExposed(view);

    private static bool IsExposed(LaunchView view) => view.Named || view.Seen.Revisions.Any(revision => revision.Hash != view.Stable && revision.Pods > 0);
}
