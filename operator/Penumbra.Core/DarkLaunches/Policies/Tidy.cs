using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>What is common to all moves: sizes, routes that the spec no longer names, and old revisions. Always after the traffic.</summary>
public static class Tidy
{
    /// <summary>The effects, and when to look again for those that are not due yet.</summary>
    public static (IReadOnlyList<LaunchEffect> Effects, DateTimeOffset? At) Of(LaunchView view, LaunchMove move)
    {
        var effects = new List<LaunchEffect>(Traffic.Release(view, view.Seen.Routes.Where(route => !route.InSpec)));
        if (view.Seen.Launch.Deleting || view.Stable is null) return (effects, null);
        var decided = move.Effects;

        if (view.StableFacts is { Deleting: false } stable && stable.Replicas != view.Replicas && !Sizes(decided, stable.Hash) && (view.Problems.Count == 0 || stable.Replicas < view.Replicas))
            effects.Add(new LaunchEffect.ScaleRevision(stable.Hash, view.Replicas));
        if (view.SubjectFacts is { Outcome: null } subject && subject.Hash != view.Stable && move.CandidateSize is { } size && subject.Replicas != size && !Sizes(decided, subject.Hash))
            effects.Add(new LaunchEffect.ScaleRevision(subject.Hash, size));

        var drained = view.Passed(view.Memory.ClearSince, view.Spec.Traffic.PropagationDelay);
        var idle = view.Seen.Revisions.Where(revision => revision.Hash != view.Stable && !IsSubject(view, revision.Hash) && revision.Replicas > 0 && !revision.Deleting).ToList();
        if (idle.Count > 0 && !view.Named)
        {
            if (!drained) return (effects, view.Memory.ClearSince + view.Spec.Traffic.PropagationDelay);
            effects.AddRange(idle.Where(revision => !Sizes(decided, revision.Hash)).Select(revision => new LaunchEffect.ScaleRevision(revision.Hash, 0)));
        }

        if (move.Phase is LaunchPhase.Healthy or LaunchPhase.RolledBack && view.Problems.Count == 0) effects.AddRange(Trim(view));
        return (effects, null);
    }

    // The revision that the template names and the pinned one always stay.
    private static IEnumerable<LaunchEffect> Trim(LaunchView view) => view.Seen.Revisions
        .Where(revision => revision.Hash != view.Stable && revision.Hash != view.Wanted && revision.Hash != view.Subject && revision.Hash != view.Spec.PinnedRevision
            && revision is { Replicas: 0, Pods: 0, Deleting: false })
        .OrderByDescending(revision => revision.Created).ThenBy(revision => revision.Hash, StringComparer.Ordinal)
        .Skip(view.Spec.RevisionHistoryLimit)
        .Select(revision => new LaunchEffect.DeleteRevision(revision.Hash, revision.Uid));

    private static bool IsSubject(LaunchView view, string hash) => hash == view.Subject && view.SubjectFacts?.Outcome is null;

    private static bool Sizes(IReadOnlyList<LaunchEffect> effects, string hash) => effects.Any(effect => effect switch
    {
        LaunchEffect.ScaleRevision scale => scale.Revision == hash,
        LaunchEffect.BeginAttempt begin => begin.Revision == hash,
        LaunchEffect.RecordOutcome { Replicas: not null } outcome => outcome.Revision == hash,
        _ => false,
    });
}
