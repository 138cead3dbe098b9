namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>A run that may not write down what the next one, or an application, must read cannot publish. It ends, and says what the API server said.</summary>
public static class UnwrittenPolicy
{
    /// <summary>Fails. Not once the run's snapshot is published: what is left then needs no such write.</summary>
    public static RefreshMove? Apply(RefreshView view) =>
        view.Seen.Unwritten is { } problem && !view.IsPublished ? RefreshView.Fail(view.Run.Step, problem.Reason, problem.ToString()) : null;
}
