namespace Penumbra.Databases.Postgres;

/// <summary>
/// The next transaction id that the whole cluster will give (<c>pg_snapshot_xmax(pg_current_snapshot())</c>). Every write takes one, in any database, and reading
/// takes none: two equal fences mean that nothing was written in between.
/// </summary>
/// <param name="Xmax">The 64-bit id, which never wraps.</param>
public sealed record Fence(ulong Xmax);
