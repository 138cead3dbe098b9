using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Observed;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Names the snapshot in the ConfigMap and in status. Only with the proof.</summary>
public static class PublishPolicy
{
    /// <summary>Publishes.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (view.IsPublished || SharePolicy.Proved(view) is not { } snapshot) return null;
        var message = $"published {snapshot.Id}{(view.Spec.Accounts.Count == 0 ? "" : $" to {string.Join(", ", view.Spec.Accounts)}")}";

        // Before anything names the snapshot: else the next run could not tell which columns are new since this one.
        if (view.Seen.ColumnsKept != view.Run.Id)
            return new RefreshMove { Step = RefreshStep.Publish, Reason = Reason.RefreshRunning, Message = "keeps the list of columns for the next run", Effects = [new RefreshEffect.KeepColumns(view.Run.Id)] };
        if (view.Spec.PublishConfigMap is { } name && view.Seen.ConfigMapWritten != view.Run.Id)
            return new RefreshMove { Step = RefreshStep.Publish, Reason = Reason.RefreshRunning, Message = $"writes ConfigMap {name}", Effects = [new RefreshEffect.WriteConfigMap(name, view.Run.Id, Data(view, snapshot))] };
        var published = new PublishedSnapshot
        {
            Id = snapshot.Id,
            Arn = snapshot.Arn,
            CreatedAt = snapshot.CreatedAt ?? view.Now,
            RunId = view.Run.Id,
            Verified = true,
            Physical = view.LoadsAnew,
            SharedWith = [.. view.Spec.Accounts],
        };
        return new RefreshMove
        {
            Step = RefreshStep.Publish,
            Reason = Reason.SnapshotPublished,
            Message = message,
            Effects = [new RefreshEffect.EmitEvent(Reason.SnapshotPublished, message, false)],
            Run = view.Run with { Proof = view.Proof, Snapshot = snapshot.Id },
            Snapshots = [published, .. view.Seen.Status.Snapshots.Where(other => other.Arn != snapshot.Arn)],
        };
    }

    private static SortedDictionary<string, string> Data(RefreshView view, CloudSnapshot snapshot) => new(StringComparer.Ordinal)
    {
        ["snapshotArn"] = snapshot.Arn,
        ["snapshotId"] = snapshot.Id,
        ["createdAt"] = Times.Text(snapshot.CreatedAt ?? view.Now),
        ["sourceSnapshot"] = view.Run.Source,
        ["runId"] = view.Run.Id,

        // A shared, encrypted instance snapshot cannot be restored by its receiver: he must copy it first.
        ["consumerMustCopy"] = snapshot.Kind == DatabaseKind.Instance ? "true" : "false",
    };
}
