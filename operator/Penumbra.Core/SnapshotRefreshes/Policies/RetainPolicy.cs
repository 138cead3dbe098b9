using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>
/// Old published snapshots go: beyond keep or too old, but never the newest verified one that is available, and never one that is not ours. What a run left that published nothing goes too, and counts for nothing.
/// </summary>
public static class RetainPolicy
{
    /// <summary>Deletes what is too many.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (!view.IsPublished) return null;
        var own = Own(view);

        // While nobody knows what is named, what was left cannot be told from what was published: the next run counts.
        var effects = view.Seen.ConfigMapUnread is not null ? []
            : own.Where(snapshot => Unproved.IsLeft(view, snapshot)).Reverse().Concat(TooMany(view, own)).SelectMany(snapshot => Deletion.Of(view, snapshot)).ToList();

        // After what is to be deleted: a refusal here keeps nothing of it.
        if (effects.Count == 0 && SharePolicy.Revocations(view) is { Count: > 0 } revocations)
        {
            var taken = string.Join("; ", revocations.OfType<RefreshEffect.ShareSnapshot>().Select(effect => $"{string.Join(", ", effect.Remove)} off {effect.Id}"));
            return new RefreshMove { Step = RefreshStep.Retain, Reason = Reason.RefreshRunning, Message = $"takes {taken}", Effects = revocations };
        }

        var there = own.Select(snapshot => snapshot.Arn).ToHashSet(StringComparer.Ordinal);
        var gone = effects.OfType<RefreshEffect.DeleteSnapshot>().Select(effect => effect.Id).ToHashSet(StringComparer.Ordinal);
        var left = view.Seen.Status.Snapshots.Where(snapshot => there.Contains(snapshot.Arn) && !gone.Contains(snapshot.Id)).ToList();
        left = [.. left.Select(listed => Followed(view, own, listed))];
        if (effects.Count == 0 && left.SequenceEqual(view.Seen.Status.Snapshots)) return null;
        return new RefreshMove
        {
            Step = RefreshStep.Retain,
            Reason = Reason.RefreshRunning,
            Message = effects.Count == 0 ? "lists what is there, and who may restore it" : $"deletes {string.Join(", ", gone.Order(StringComparer.Ordinal))}",
            Effects = effects,
            Snapshots = left,
        };
    }

    // What was taken off is not shared any more; what the cloud was not asked, stays as it was told.
    private static PublishedSnapshot Followed(RefreshView view, List<CloudSnapshot> own, PublishedSnapshot listed) =>
        listed.SharedWith.Except(view.Spec.Accounts, StringComparer.Ordinal).Any() && own.FirstOrDefault(snapshot => snapshot.Arn == listed.Arn && Unproved.IsPublished(view, snapshot)) is { SharedWith: { } shared }
        && listed.SharedWith.Except(shared, StringComparer.Ordinal).Any()
            ? listed with { SharedWith = [.. listed.SharedWith.Intersect(shared, StringComparer.Ordinal)] }
            : listed;

    /// <summary>What goes, oldest first.</summary>
    public static IEnumerable<CloudSnapshot> TooMany(RefreshView view, IReadOnlyList<CloudSnapshot> own)
    {
        var available = own.Where(snapshot => CloudStates.Of(snapshot.Status) == CloudState.Ready && !Unproved.IsLeft(view, snapshot)).ToList();

        // Were status lost, nothing would be known to be verified: then the newest of all is spared.
        var spared = available.FirstOrDefault(snapshot => Unproved.IsPublished(view, snapshot)) ?? available.FirstOrDefault();
        return available.Where((snapshot, index) => snapshot != spared && (index >= view.Spec.Retain.Keep || view.Now - snapshot.CreatedAt > view.Spec.Retain.MaxAge)).Reverse();
    }

    /// <summary>
    /// What the daily sweep deletes by the same rule, while no run publishes: of the snapshots that status lists, so that none is taken for too old because status was lost, and none that may be named.
    /// </summary>
    public static IReadOnlyList<CloudSnapshot> Outdated(RefreshView view) => [.. TooMany(view, [.. Own(view).Where(snapshot => Unproved.IsPublished(view, snapshot))]).Where(snapshot => !Publication.MayBeNamed(view, snapshot))];

    private static List<CloudSnapshot> Own(RefreshView view) =>
        [.. view.Seen.Cloud.Snapshots.Where(snapshot => snapshot.Type == "manual" && view.IsOurs(snapshot.Tags) && Ownership.IsFor(snapshot.Tags, Ownership.Published))
            .OrderByDescending(snapshot => snapshot.CreatedAt).ThenBy(snapshot => snapshot.Id, StringComparer.Ordinal)];
}
