using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The first revision takes over from the template's own pods, without a moment in which nobody serves.</summary>
public static class AdoptPolicy
{
    /// <summary>Decides until the launch is adopted.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (IsAdopted(view) && view.Stable is not null) return null;

        // A stable revision that somebody deleted, and that the template is no longer: the template's is the first one again.
        if (view.Stable is { } stable && (view.StableFacts is not null || view.Seen.Template is not { } current || current.Hash == stable)) return Finish(view, stable);
        if (view.Problems.Count > 0) return Adopting(view.Problems[0].Reason, $"not adopted: {view.Problems[0]}");
        if (view.Spec.Paused) return Adopting(Reason.PausedBySpec, "not adopted while paused; the template serves");

        if (view.IsScaledToZero) return Adopting(Reason.ScaledToZero, "not adopted: spec.replicas is 0; scale the launch up, the template serves meanwhile");

        var template = view.Seen.Template!;
        if (template.Replicas > 0 && !template.RolloutFinished)
            return Adopting(Reason.WaitingForTemplate, $"Deployment {view.Spec.Template} finishes its own rollout first; it serves meanwhile");

        var effects = new List<LaunchEffect>();
        if (view.Spec.Replicas is null) effects.Add(new LaunchEffect.WriteReplicas(view.Replicas));
        var size = Math.Max(view.Replicas, template.Ready);
        if (view.Revision(view.Wanted) is not { } revision)
            return Adopting(Reason.WaitingForFirstRevision, $"revision {view.Wanted} is created; the template serves meanwhile", [.. effects, new LaunchEffect.CreateRevision(view.Wanted!, template.Fingerprint, size)]);
        if (revision.Replicas < size) effects.Add(new LaunchEffect.ScaleRevision(revision.Hash, size));

        // At least as many ready pods as the template has: users lose no capacity by the move.
        var needed = Math.Max(1, template.Ready);
        if (revision.Ready < needed)
            return Adopting(Reason.WaitingForFirstRevision, $"revision {revision.Hash}: {revision.Ready} of {needed} pods ready; the template serves meanwhile", effects);
        if (view.Seen.Apex is { Adopted: true, Selects: null } apex && apex.ReadyOf(revision.Hash) < needed)
        {
            // Its own selector decides which pods it can ever have: with our key and the wrong labels it would have none.
            return Adopting(Reason.WaitingForApex,
                $"Service {apex.Name} has {apex.ReadyOf(revision.Hash)} of {needed} ready pods of revision {revision.Hash}; its selector must match the pod labels of Deployment {view.Spec.Template}", effects);
        }

        return Adopting(Reason.WaitingForApex, $"Service {view.Spec.Traffic.Service} selects revision {revision.Hash}", [.. effects, new LaunchEffect.SelectApex(revision.Hash)]);
    }

    private static LaunchMove? Finish(LaunchView view, string stable)
    {
        // Whoever deletes the Service or the pods now takes them from everybody.
        if ((RestPolicy.Apex(view) ?? RestPolicy.Revision(view)) is { } lost) return lost with { Phase = LaunchPhase.Adopting };

        // A route in front of an apex that has no pods yet would answer nobody.
        var routes = view.Seen.Apex?.ReadyOf(stable) > 0 ? Traffic.Settle(view) : [];
        if (!view.Passed(view.Memory.ApexSettledSince, view.Spec.Traffic.PropagationDelay))
        {
            var wait = Adopting(Reason.WaitingForApex, $"Service {view.Spec.Traffic.Service} has only pods of revision {stable} soon", view.Problems.Count > 0 ? [] : routes);
            return wait with { ReconsiderAt = view.Memory.ApexSettledSince + view.Spec.Traffic.PropagationDelay };
        }

        // Adopted is said once and stays: not while what belongs to it is refused.
        if (view.Seen.Refused is { } refused) return Adopting(refused.Reason, $"not adopted: {refused}");

        var effects = new List<LaunchEffect>(view.Problems.Count > 0 ? [] : routes);
        if (view.Spec.ScaleDownTemplate && view.Seen.Template is { Replicas: > 0 }) effects.Add(new LaunchEffect.ScaleDownTemplate());
        if (view.StableFacts is { Outcome: null } first) effects.Add(new LaunchEffect.RecordOutcome(first.Hash, first.Attempt, RevisionOutcome.Promoted));
        effects.Add(new LaunchEffect.EmitEvent(false, Reason.Adopted, $"revision {stable} serves Service {view.Spec.Traffic.Service}; set replicas: 0 on Deployment {view.Spec.Template} in Git now"));
        return new LaunchMove { Phase = LaunchPhase.Healthy, Reason = Reason.Adopted, Message = $"revision {stable} serves everybody", Effects = effects };
    }

    /// <summary>Whether the first revision has taken over before: once said, it stays.</summary>
    public static bool IsAdopted(LaunchView view) =>
        view.Seen.Status.Conditions.Any(condition => condition is { Type: Conditions.Adopted, Status: ConditionStatus.True })
        || view.Seen.Revisions.Any(revision => revision.Outcome is not null);

    private static LaunchMove Adopting(Reason reason, string message, IReadOnlyList<LaunchEffect>? effects = null) =>
        new() { Phase = LaunchPhase.Adopting, Reason = reason, Message = message, Effects = effects ?? [] };
}
