using Penumbra.Core.SnapshotRefreshes.Policies;

namespace Penumbra.Core.SnapshotRefreshes;

/// <summary>The one definition of "done" for a run.</summary>
public static class Converged
{
    /// <summary>Whether nothing is left to do: the run has published, and nothing temporary of the refresh stands in the cloud.</summary>
    public static bool Holds(RefreshView view) => view.IsPublished && CleanUpPolicy.Apply(view) is null && RetainPolicy.Apply(view) is null;
}
