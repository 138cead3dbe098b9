using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Core.DarkLaunches;

/// <summary>What a person must change before the launch may start or go on. Going back is never forbidden by any of it.</summary>
public static class Validate
{
    /// <summary>The problems of the spec in this cluster, those of the adapters included, in a stable order.</summary>
    public static IReadOnlyList<Problem> Problems(DarkLaunchSpec spec, LaunchObserved seen)
    {
        // A missing template comes first: names that default to its own are wrong for the same reason.
        var problems = new List<Problem>();
        if (seen.Template is null && !seen.Launch.Deleting)
        {
            problems.Add(new Problem(Reason.TemplateNotFound, "spec.targetRef.name",
                $"there is no Deployment {spec.Template} in namespace {seen.Launch.Namespace}; create it, or name one that exists in a new launch"));
        }

        problems.AddRange(seen.Problems);

        if (spec.PinnedRevision is { } pinned && seen.Revisions.All(revision => revision.Hash != pinned))
        {
            var kept = string.Join(", ", seen.Revisions.Select(revision => revision.Hash));
            problems.Add(new Problem(Reason.PinnedRevisionUnknown, "spec.pinnedRevision", $"revision {pinned} is not kept here; kept are: {(kept.Length == 0 ? "none" : kept)}"));
        }

        if (seen.Apex is { } apex && Claimed(spec, apex) is { } claimed) problems.Add(claimed);
        foreach (var route in seen.Routes.Where(route => route is { InSpec: true, ByReplicas: true })) Coarse(spec, seen, problems);
        if (seen.Refused is { } refused) problems.Add(refused);
        return problems;
    }

    // An apex that was adopted and is then no longer to be: it stays adopted until the launch goes.
    private static Problem? Claimed(DarkLaunchSpec spec, ServiceFacts apex)
    {
        if (apex is { Ours: false, Owner: { } owner })
            return new Problem(Reason.ServiceExists, "spec.traffic.service.name", $"Service {apex.Name} is DarkLaunch {owner}'s; choose another name");
        if (!apex.Ours && !spec.Traffic.AdoptService)
        {
            return new Problem(Reason.ServiceExists, "spec.traffic.service.name",
                $"Service {apex.Name} exists and is not this launch's; delete it, choose another name, or set spec.traffic.service.adopt: true");
        }

        return apex is { Adopted: true, SelectorApplier: { } manager }
            ? new Problem(Reason.SelectorContested, "spec.traffic.service.adopt",
                $"{manager} holds the selector of Service {apex.Name} by server-side apply and would send users to candidates; take spec.selector out of what it applies, or let the launch own a Service of another name")
            : null;
    }

    // Whole pods make coarse shares: with 4 pods the least share is 1 of 5.
    private static void Coarse(DarkLaunchSpec spec, LaunchObserved seen, List<Problem> problems)
    {
        var replicas = spec.Replicas ?? seen.Template?.Replicas ?? 1;
        if (replicas == 0) return;
        for (var index = 0; index < spec.Steps.Count; index++)
        {
            var step = spec.Steps[index];
            if (step.Share == Share.None || step.Share == Share.All) continue;
            var least = Share.Of(1, replicas + 1L);
            if (least.Parts <= 2L * step.Share.Parts) continue;
            problems.Add(new Problem(Reason.ShareTooCoarse, $"spec.steps[{index}].weight",
                $"with {replicas} replicas the smallest share that pods can make is {least} %, over twice the asked {step.Share} %; raise the weight or the replicas, or use a router"));
            return;
        }
    }
}
