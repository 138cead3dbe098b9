using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Spec;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Derives the view from the facts.</summary>
public static class LaunchViewing
{
    /// <summary>What the facts mean now.</summary>
    public static LaunchView Of(DarkLaunchSpec spec, LaunchObserved seen)
    {
        var problems = Validate.Problems(spec, seen);
        var stable = StableOf(seen);
        var wanted = WantedOf(spec, seen, stable);
        var routes = seen.Routes.Where(route => route.InSpec).ToList();
        var named = routes.Any(route => route.NamesCandidate);
        var markers = routes.Select(route => route.Marker).OfType<TrafficMarker>().Where(marker => marker.LaunchUid == seen.Launch.Uid).ToList();

        var subject = SubjectOf(seen, markers, named, stable, wanted);
        var attempt = seen.Revisions.FirstOrDefault(revision => revision.Hash == subject)?.Attempt
            ?? (markers.Where(marker => marker.Revision == subject).MaxBy(marker => marker.Attempt) is { } last ? last.Attempt + (named || !BeginsAnew(seen, last) ? 0 : 1) : 1);
        var own = markers.Where(marker => marker.Revision == subject && marker.Attempt == attempt).ToList();
        var present = routes.Select(route => route.Actual).DefaultIfEmpty(Share.None).MaxBy(share => share.Parts);
        var asked = own.Where(marker => marker.Direction == TrafficDirection.Forward).Select(marker => marker.Share).DefaultIfEmpty(Share.None).MaxBy(share => share.Parts);

        var view = new LaunchView
        {
            Spec = spec,
            Seen = seen,
            Problems = problems,
            Stable = stable,
            Wanted = wanted,
            Subject = subject,
            Attempt = attempt,
            Named = named,
            WentBack = own.Any(marker => marker.Direction == TrafficDirection.Back),
            Asked = asked,
            Present = present,
            Steps = spec.PinnedRevision is { } pinned && pinned == subject ? StepPlan.Straight : spec.Steps,
            Memory = seen.Memory,
        };
        return Judging.WithEvidence(view with { Memory = Clocks(view) });
    }

    // What went back and has no Deployment any more cannot say how it ended: a person asks for it again, or it was never blamed.
    private static bool BeginsAnew(LaunchObserved seen, TrafficMarker last) => last.Direction == TrafficDirection.Back
        && (IsRetried(seen, $"{last.Revision}/{last.Attempt}")
            || seen.Status.Decisions.FirstOrDefault(decision => decision.Revision == last.Revision)?.Reason is Reason.Superseded or Reason.Withdrawn or Reason.ScaledToZero);

    private static bool IsRetried(LaunchObserved seen, string attempt) => seen.Launch.Acts.GetValueOrDefault("retry") == attempt && !seen.Status.Handled.Contains($"retry {attempt}");

    // The apex' annotation is the truth; status remembers it for the case that somebody deletes the Service.
    private static string? StableOf(LaunchObserved seen)
    {
        if (seen.Apex is { Ours: true, Stable: { } stable }) return stable;
        return seen.Status.Stable?.Revision is { } known && seen.Revisions.Any(revision => revision.Hash == known) ? known : null;
    }

    private static string? WantedOf(DarkLaunchSpec spec, LaunchObserved seen, string? stable)
    {
        if (spec.PinnedRevision is { } pinned) return seen.Revisions.Any(revision => revision.Hash == pinned) ? pinned : UnderWay(seen, stable);
        if (seen.Template is not { } template) return UnderWay(seen, stable);

        // A template is a kept revision if their pod templates are equal: the hash only makes the name.
        var same = seen.Revisions.Where(revision => revision.Fingerprint == template.Fingerprint && !revision.Deleting).ToList();
        return (same.FirstOrDefault(revision => revision.Hash == stable) ?? same.FirstOrDefault())?.Hash ?? template.Hash;
    }

    // A template that is gone and a pin on what nobody keeps ask for nothing: users stay where they are until somebody says where to.
    private static string? UnderWay(LaunchObserved seen, string? stable) =>
        seen.Routes.Any(route => route is { InSpec: true, NamesCandidate: true }) ? seen.Candidate?.Selects ?? stable : stable;

    private static string? SubjectOf(LaunchObserved seen, List<TrafficMarker> markers, bool named, string? stable, string? wanted)
    {
        if (named) return seen.Candidate?.Selects ?? markers.Select(marker => marker.Revision).FirstOrDefault() ?? wanted;

        // Gone back, but not yet written down how: finish that first.
        var unfinished = markers.FirstOrDefault(marker => marker.Direction == TrafficDirection.Back && marker.Revision != stable
            && seen.Revisions.Any(revision => revision.Hash == marker.Revision && revision.Attempt == marker.Attempt && revision.Outcome is null));
        if (unfinished is not null) return unfinished.Revision;
        return wanted == stable ? null : wanted;
    }

    private static LaunchMemory Clocks(LaunchView view)
    {
        var apex = view.Seen.Apex;
        var settled = apex is not null && view.Stable is { } stable && apex.Selects == stable && apex.ReadyOf(stable) > 0
            && apex.ReadyOthers == 0 && apex.Ready.All(pair => pair.Key == stable || pair.Value == 0);
        return view.Memory with
        {
            ClearSince = view.Named ? null : view.Memory.ClearSince ?? view.Now,
            ApexRevision = view.Stable ?? "",
            ApexSettledSince = !settled ? null : view.Memory.ApexRevision == view.Stable ? view.Memory.ApexSettledSince ?? view.Now : view.Now,
        };
    }
}
