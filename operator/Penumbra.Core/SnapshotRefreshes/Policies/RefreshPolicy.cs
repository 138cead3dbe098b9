namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>One rule: what it decides on these facts, or null when its step is done or not needed.</summary>
/// <param name="view">The facts and what they mean.</param>
public delegate RefreshMove? RefreshPolicy(RefreshView view);
