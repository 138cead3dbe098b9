using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>Names the snapshot in the ConfigMap and in status. Only with the proof.</summary>
public static class PublishPolicy
{
    /// <summary>Publishes.</summary>
    public static RefreshMove? Apply(RefreshView view)
    {
        if (Publication.Unlisted(view) is { } named && named.RunId == view.Run.Id) return Lists(view, named);
        if (view.IsPublished || SharePolicy.Proved(view) is not { } snapshot) return null;

        // Before anything names the snapshot: else the next run could not tell which columns are new since this one.
        if (view.Seen.ColumnsKept != view.Run.Id)
            return new RefreshMove { Step = RefreshStep.Publish, Reason = Reason.RefreshRunning, Message = "keeps the list of columns for the next run", Effects = [new RefreshEffect.KeepColumns(view.Run.Id)] };
        if (view.Spec.PublishConfigMap is { } name && Publication.Data(view, snapshot) is var data && !Says(view.Seen.ConfigMap, data))
            return new RefreshMove { Step = RefreshStep.Publish, Reason = Reason.RefreshRunning, Message = $"writes ConfigMap {name}", Effects = [new RefreshEffect.WriteConfigMap(name, view.Run.Id, data)] };
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
        return Lists(view, published) with { Run = view.Run with { Proof = view.Proof, Snapshot = snapshot.Id } };
    }

    private static RefreshMove Lists(RefreshView view, PublishedSnapshot published)
    {
        var message = $"published {published.Id}{(published.SharedWith.Count == 0 ? "" : $" to {string.Join(", ", published.SharedWith)}")}";
        return new RefreshMove
        {
            Step = RefreshStep.Publish,
            Reason = Reason.SnapshotPublished,
            Message = message,
            Effects = [new RefreshEffect.EmitEvent(Reason.SnapshotPublished, message, false)],
            Snapshots = [published, .. view.Seen.Status.Snapshots.Where(other => other.Arn != published.Arn)],
        };
    }

    private static bool Says(IReadOnlyDictionary<string, string>? said, SortedDictionary<string, string> data) =>
        said is not null && data.All(entry => said.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
