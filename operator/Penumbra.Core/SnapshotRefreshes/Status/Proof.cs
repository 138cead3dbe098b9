namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>That one database was proved clean. It stands in status and in the database; without it nothing is shared or published.</summary>
/// <param name="RunId">The run that proved it.</param>
/// <param name="ResourceId">The database's identity.</param>
/// <param name="Digest">Digest of everything that shaped it.</param>
/// <param name="VerifiedAt">When.</param>
/// <param name="Fence">What the database's next transaction would have been. If it moved, somebody wrote.</param>
public sealed record Proof(string RunId, string ResourceId, string Digest, DateTimeOffset VerifiedAt, string Fence);
