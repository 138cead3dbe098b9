using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
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

    /// <summary>The published snapshots whose shares must be read: status says that an account may restore them which is not named any more.</summary>
    public static IEnumerable<string> Doubtful(SnapshotRefreshSpec spec, RefreshStatus status) => status.Snapshots.Where(listed => listed.SharedWith.Except(spec.Accounts, StringComparer.Ordinal).Any()).Select(listed => listed.Id);

    /// <summary>Takes accounts that are not named any more off what earlier runs published. Nobody gains anything there: it was proved for a spec of that day.</summary>
    public static IReadOnlyList<RefreshEffect> Revocations(RefreshView view) =>
    [
        .. from snapshot in view.Seen.Cloud.Snapshots
           where snapshot is { Type: "manual", SharedWith: not null } && view.IsOurs(snapshot.Tags) && CloudStates.Of(snapshot.Status) == CloudState.Ready && Unproved.IsPublished(view, snapshot)
           let remove = snapshot.SharedWith!.Except(view.Spec.Accounts, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()
           where remove.Count > 0
           orderby snapshot.Id
           select new RefreshEffect.ShareSnapshot(snapshot.Kind, snapshot.Id, [], remove),
    ];

    private static RefreshMove Step(string message) => new() { Step = RefreshStep.Share, Reason = Reason.RefreshRunning, Message = message };
}
