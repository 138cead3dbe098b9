using System.Globalization;

namespace Penumbra.Databases.Postgres;

/// <summary>
/// The next transaction id that the whole cluster will give (<c>pg_snapshot_xmax(pg_current_snapshot())</c>). Every write takes one, in any database, and reading
/// takes none: two equal fences mean that nothing was written in between. Where the platform writes into a database of its own, its writes take ids too: there the fence is what every other
/// database has counted of rows written (docs/decisions/0003).
/// </summary>
/// <param name="Xmax">The 64-bit id, which never wraps.</param>
/// <param name="Counted">A digest of the counters of all databases but the platform's; null where the id alone tells.</param>
public sealed record Fence(ulong Xmax, string? Counted = null)
{
    /// <summary>What is compared: equal texts mean that nothing of anybody's was written in between.</summary>
    public string Text => Counted is { } counted ? $"counted-{counted}" : Xmax.ToString(CultureInfo.InvariantCulture);
}
