using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>The only place where deletions are made: each asks for the tag of the very thing that it deletes.</summary>
public static class Deletion
{
    /// <summary>What is next to delete a database of ours: its protection, its instances, itself. Empty when it is on its way out, or not ours.</summary>
    public static IReadOnlyList<RefreshEffect> Of(RefreshView view, CloudDatabase database)
    {
        if (!view.IsOurs(database.Tags) || CloudStates.Of(database.Status) == CloudState.Leaving) return [];
        if (database.DeletionProtected) return [new RefreshEffect.Unprotect(database.Kind, database.Id)];
        var members = database.Kind == DatabaseKind.Cluster ? Members(view, database).ToList() : [];
        var present = members.Where(member => CloudStates.Of(member.Status) != CloudState.Leaving).ToList();
        if (present.Count > 0) return [.. present.Where(member => view.IsOurs(member.Tags)).Select(member => new RefreshEffect.DeleteMember(member.Id))];
        return [new RefreshEffect.DeleteDatabase(database.Kind, database.Id)];
    }

    /// <summary>An instance that somebody else put into a cluster of ours, which keeps us from deleting it; null when there is none.</summary>
    public static CloudDatabase? Guest(RefreshView view, CloudDatabase database) =>
        Members(view, database).FirstOrDefault(member => !view.IsOurs(member.Tags) && CloudStates.Of(member.Status) != CloudState.Leaving);

    /// <summary>Deletes a snapshot of ours; empty when it is on its way out, or not ours.</summary>
    public static IReadOnlyList<RefreshEffect> Of(RefreshView view, CloudSnapshot snapshot) =>
        view.IsOurs(snapshot.Tags) && snapshot.Type == "manual" && CloudStates.Of(snapshot.Status) != CloudState.Leaving ? [new RefreshEffect.DeleteSnapshot(snapshot.Kind, snapshot.Id)] : [];

    /// <summary>The instances of a cluster, in the order of their names.</summary>
    public static IEnumerable<CloudDatabase> Members(RefreshView view, CloudDatabase cluster) =>
        view.Seen.Cloud.Members.Where(member => member.ClusterId == cluster.Id).OrderBy(member => member.Id, StringComparer.Ordinal);
}
