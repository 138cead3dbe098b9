namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>A run that may not read what its ConfigMap names cannot judge what may go, and could not name a snapshot either. It ends, and deletes nothing that may be named.</summary>
public static class UnreadPolicy
{
    /// <summary>Fails. Not once status lists the run's snapshot: what is left then needs no name.</summary>
    public static RefreshMove? Apply(RefreshView view) =>
        view.Seen.ConfigMapUnread is { } problem && !view.IsPublished ? RefreshView.Fail(view.Run.Step, problem.Reason, problem.ToString()) : null;
}
