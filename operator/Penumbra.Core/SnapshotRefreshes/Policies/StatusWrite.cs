using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>When status is worth a write: when anything in it differs. Looks are at least <see cref="RunFacts.LeastPoll"/> apart, so writes are too.</summary>
public static class StatusWrite
{
    /// <summary>Whether to write.</summary>
    public static bool Due(RefreshStatus before, RefreshStatus after) =>
        before.LastSuccess != after.LastSuccess || !Same(before.Run, after.Run)
        || before.Snapshots.Count != after.Snapshots.Count || before.Snapshots.Zip(after.Snapshots).Any(pair => !Same(pair.First, pair.Second))
        || !before.Usual.SelectMany(usual => usual.Times).SequenceEqual(after.Usual.SelectMany(usual => usual.Times));

    private static bool Same(PublishedSnapshot left, PublishedSnapshot right) => left with { SharedWith = [] } == right with { SharedWith = [] } && left.SharedWith.SequenceEqual(right.SharedWith, StringComparer.Ordinal);

    private static bool Same(RunStatus? left, RunStatus? right) => left is null || right is null
        ? left is null && right is null
        : left with { Steps = [], Checks = [] } == right with { Steps = [], Checks = [] } && left.Steps.SequenceEqual(right.Steps) && left.Checks.SequenceEqual(right.Checks);
}
