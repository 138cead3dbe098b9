using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Who may restore the snapshot. Only with the proof.</summary>
public static class SharePolicy
{
    /// <summary>The published snapshot with its proof; null when anything of it is missing, and then nothing is shared.</summary>
    public static CloudSnapshot? Proved(RefreshView view) =>
        view.Snapshot(view.PublishedId) is { } snapshot && view.Snapshot(SnapshotPolicy.TakenId(view)) is { } taken && CloudStates.Of(snapshot.Status) == CloudState.Ready && view.IsProved(snapshot, taken)
            ? snapshot
            : null;

    /// <summary>Adds who is missing and takes out who is too many.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished) return null;
        if (Proved(view) is not { } snapshot)
            return new RefreshMove { Step = RefreshStep.Verify, Reason = Reason.RefreshRunning, Message = "the proof is not complete: looks again", ReconsiderAt = view.Now + TimeSpan.FromSeconds(15), Mark = "unproved" };
        if (snapshot.SharedWith is not { } shared)
            return Step($"reads who may restore {snapshot.Id}") with { ReconsiderAt = view.Now + TimeSpan.FromSeconds(15), Mark = "unread" };
        var add = view.Spec.Accounts.Except(shared, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var remove = shared.Except(view.Spec.Accounts, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return add.Count + remove.Count == 0 ? null : Step($"shares {snapshot.Id} with {string.Join(", ", view.Spec.Accounts)}") with
        {
            Effects = [new RefreshEffect.ShareSnapshot(snapshot.Kind, snapshot.Id, add, remove)],
        };
    }

    private static RefreshMove Step(string message) => new() { Step = RefreshStep.Share, Reason = Reason.RefreshRunning, Message = message };
}
