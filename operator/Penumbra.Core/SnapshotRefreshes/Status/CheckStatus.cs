namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>A check that the database passed, and what that says.</summary>
/// <param name="Name">The check's name in the spec.</param>
/// <param name="Kind">What it looks for.</param>
/// <param name="Note">What it covered, for people: all values, or what share of them, and so with what probability a survivor is found.</param>
public sealed record CheckStatus(string Name, CheckKind Kind, string Note);
