namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>How long published snapshots live: deleted when beyond <paramref name="Keep"/> or older than <paramref name="MaxAge"/>, but never the newest verified one.</summary>
/// <param name="Keep">How many.</param>
/// <param name="MaxAge">How old at most.</param>
public sealed record RetainSpec(int Keep, TimeSpan MaxAge);
