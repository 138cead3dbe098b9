namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>The client programs of PostgreSQL that a worker has: <c>pg_dump</c> and <c>pg_restore</c> of one version each.</summary>
/// <param name="Majors">The major versions of which both are there, such as 15, sorted.</param>
public sealed record ClientTools(IReadOnlyList<int> Majors)
{
    // From 17 on, pg_restore sets transaction_timeout, which no older server knows: the load would begin with an error.
    private const int Newer = 17;

    /// <summary>The version that dumps and loads between servers of a major version: the lowest that fits, as it is the most alike; null when none does.</summary>
    /// <param name="server">The servers' major version.</param>
    public int? For(int server) => Majors.Where(major => major >= server && (major < Newer || server >= Newer)).Order().Select(major => (int?)major).FirstOrDefault();
}
