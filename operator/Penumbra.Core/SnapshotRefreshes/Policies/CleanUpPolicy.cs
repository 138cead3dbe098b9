using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Takes away what a run leaves in the cloud, and nothing that is not its refresh's.</summary>
public static class CleanUpPolicy
{
    /// <summary>After publishing: temporary databases and intermediate snapshots.</summary>
    public static RefreshMove? Apply(RefreshView view) => view.IsPublished ? Delete(view, _ => true, snapshot => Ownership.IsFor(snapshot.Tags, Ownership.Intermediate)) : null;

    /// <summary>
    /// The daily sweep: temporary databases that are too old for anybody to go on with, snapshots that a run which has ended did not publish, and published ones beyond what is retained, as there may be no run for weeks.
    /// </summary>
    public static RefreshMove? Sweep(RefreshView view) => Delete(
        view, database => database.CreatedAt is { } at && view.Now - at > view.Spec.Temporary.MaxAge,
        snapshot => Unproved.IsLeft(view, snapshot) || RetainPolicy.Outdated(view).Contains(snapshot) || (Ownership.IsFor(snapshot.Tags, Ownership.Intermediate) && snapshot.CreatedAt is { } at && view.Now - at > view.Spec.Temporary.MaxAge)) ?? Revoke(view);

    /// <summary>The refresh is being deleted. What it published stays, unless it says otherwise.</summary>
    public static RefreshMove? Remove(RefreshView view) =>
        Delete(view, _ => true, snapshot => view.Spec.OnDelete == RefreshDeletion.Delete || !Ownership.IsFor(snapshot.Tags, Ownership.Published) || Unproved.IsLeft(view, snapshot));

    // Whoever was taken off the list waits for no run that publishes. Last: what the cloud refuses of it must keep nothing that is to be deleted.
    private static RefreshMove? Revoke(RefreshView view) => SharePolicy.Revocations(view) is { Count: > 0 } revocations
        ? new RefreshMove { Step = RefreshStep.CleanUp, Reason = Reason.RefreshRunning, Message = "takes accounts off that are not named any more", Effects = revocations }
        : null;

    private static RefreshMove? Delete(RefreshView view, Func<CloudDatabase, bool> which, Func<CloudSnapshot, bool> whichSnapshots)
    {
        var databases = view.OwnDatabases().Where(which).ToList();
        if (databases.Select(database => (database, guest: Deletion.Guest(view, database))).FirstOrDefault(pair => pair.guest is not null) is { guest: { } guest } found)
            return RefreshView.Fail(RefreshStep.CleanUp, Reason.OrphanedDatabase, $"{found.database.Id} cannot be deleted: instance {guest.Id} in it is not this refresh's");
        var effects = databases.SelectMany(database => Deletion.Of(view, database))
            .Concat(view.Seen.Cloud.Snapshots.Where(snapshot => view.IsOurs(snapshot.Tags) && whichSnapshots(snapshot)).OrderBy(snapshot => snapshot.Id, StringComparer.Ordinal).SelectMany(snapshot => Deletion.Of(view, snapshot)))
            .ToList();
        if (effects.Count > 0) return new RefreshMove { Step = RefreshStep.CleanUp, Reason = Reason.RefreshRunning, Message = "deletes what the run does not need any more", Effects = effects };

        // A cluster can be deleted once its instances are on their way; what is on its way itself needs nobody any more.
        var waiting = databases.FirstOrDefault(database => CloudStates.Of(database.Status) != CloudState.Leaving);
        return waiting is null ? null : new RefreshMove
        {
            Step = RefreshStep.CleanUp,
            Reason = Reason.RefreshRunning,
            Message = $"waits until {waiting.Id} can be deleted ({waiting.Status})",
            Mark = waiting.Status,
        };
    }
}
