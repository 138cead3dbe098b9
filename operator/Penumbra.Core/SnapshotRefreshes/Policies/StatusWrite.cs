using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>When status is worth a write: when anything in it differs. Looks are at least <see cref="RunFacts.LeastPoll"/> apart, so writes are too.</summary>
public static class StatusWrite
{
    /// <summary>Whether to write.</summary>
    public static bool Due(RefreshStatus before, RefreshStatus after) =>
        before.LastSuccess != after.LastSuccess || !Same(before.Run, after.Run)
        || !before.Snapshots.Select(snapshot => snapshot with { SharedWith = [] }).SequenceEqual(after.Snapshots.Select(snapshot => snapshot with { SharedWith = [] }))
        || !before.Usual.SelectMany(usual => usual.Times).SequenceEqual(after.Usual.SelectMany(usual => usual.Times));

    private static bool Same(RunStatus? left, RunStatus? right) => left is null || right is null
        ? left is null && right is null
        : left with { Steps = [] } == right with { Steps = [] } && left.Steps.SequenceEqual(right.Steps);
}
