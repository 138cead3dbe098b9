using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Room in the account's quotas. What an earlier run left at a quota is no reason to stop: it is gone on with, or goes before more is made.</summary>
public static class Room
{
    /// <summary>How many databases, and instances, a run has at a time.</summary>
    public static int Databases(SnapshotRefreshSpec spec) => spec.Residue == ResidueMode.Fresh ? 2 : 1;

    /// <summary>How many manual snapshots a run makes.</summary>
    public static int Snapshots(SnapshotRefreshSpec spec) => 1 + (spec is { Encryption: EncryptionMode.Copy, Residue: not ResidueMode.Fresh } ? 1 : 0) + (spec.Source.Strategy == SourceStrategy.NewSnapshot ? 1 : 0);

    /// <summary>What this refresh has of it, this very run included.</summary>
    public static OwnRoom Own(RefreshView view)
    {
        var databases = view.OwnDatabases().ToList();
        return new OwnRoom(
            databases.Count(database => database.Kind == view.Kind),
            databases.Count(database => database.Kind == DatabaseKind.Instance) + view.Seen.Cloud.Members.Count(member => view.IsOurs(member.Tags)),
            view.Seen.Cloud.Snapshots.Count(snapshot => IsOfThisRun(view, snapshot) || IsLeft(view, snapshot)));
    }

    /// <summary>The snapshots that earlier runs left and that fill a quota; none where there is room enough. All at once: once status tells of the next run, nobody can tell whose some of them are.</summary>
    public static IReadOnlyList<CloudSnapshot> Garbage(RefreshView view) => view.Seen.Cloud.Preflight.SnapshotsLeft < Snapshots(view.Spec)
        ? [.. view.Seen.Cloud.Snapshots.Where(snapshot => IsLeft(view, snapshot)).OrderBy(snapshot => snapshot.Id, StringComparer.Ordinal)]
        : [];

    /// <summary>Waits until what is ours and on its way out is gone, where the account has no room beside it; null when there is nothing to wait for.</summary>
    public static RefreshMove? Waits(RefreshView view, RefreshStep step)
    {
        var (seen, needed) = (view.Seen.Cloud.Preflight, Databases(view.Spec));
        if (!(seen.DatabasesLeft < needed) && !(seen.InstancesLeft < needed)) return null;
        if (view.OwnDatabases().FirstOrDefault(database => database.Kind == view.Kind && CloudStates.Of(database.Status) == CloudState.Leaving) is not { } leaving) return null;
        return new RefreshMove
        {
            Step = step,
            Reason = Reason.RefreshRunning,
            Message = $"waits until {leaving.Id} is gone ({leaving.Status}): the account has no room for another beside it",
            WaitsFor = new CloudTarget(CloudThing.Database, leaving.Kind, leaving.Id),
            Mark = $"{leaving.Status}/{leaving.Progress}",
        };
    }

    private static bool IsOfThisRun(RefreshView view, CloudSnapshot snapshot) =>
        snapshot.Type == "manual" && view.IsOurs(snapshot.Tags) && Ownership.Tag(snapshot.Tags, Keys.CloudRun) == view.Run.Id && !Unproved.IsPublished(view, snapshot);

    private static bool IsLeft(RefreshView view, CloudSnapshot snapshot) => Unproved.IsLeft(view, snapshot)
        || (snapshot.Type == "manual" && view.IsOurs(snapshot.Tags) && Ownership.IsFor(snapshot.Tags, Ownership.Intermediate) && Ownership.Tag(snapshot.Tags, Keys.CloudRun) != view.Run.Id);
}
