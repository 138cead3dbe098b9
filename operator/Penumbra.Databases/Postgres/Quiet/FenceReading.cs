using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Quiet;

/// <summary>Reads the fence, and whether anybody else could move it. Neither takes a transaction id.</summary>
internal static class FenceReading
{
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LeaveInterval = TimeSpan.FromMilliseconds(50);

    // A server that started anew, or whose counters were set back, counts from another beginning: both are in the text, so the fence has moved then.
    private const string Counters = """
        SELECT pg_postmaster_start_time()::text || string_agg(format(' %s:%s+%s+%s@%s', datid, tup_inserted, tup_updated, tup_deleted, stats_reset), '' ORDER BY datid)
        FROM pg_stat_database
        WHERE (datname IS NULL OR datname <> ALL ($1)) AND current_setting('track_counts')::bool
          AND EXISTS (SELECT FROM pg_database WHERE datname = ANY ($1))
          AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datid IS NOT NULL AND datname <> ALL ($1) AND backend_type IS DISTINCT FROM 'parallel worker')
        HAVING count(*) > 0
        """;

    private const string Xmax = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text";

    /// <summary>The roles that may log in beside ours and the platform's.</summary>
    public const string OtherLogins = "SELECT rolname::text FROM pg_roles WHERE rolcanlogin AND rolname <> current_user AND rolname <> ALL ($1) ORDER BY 1";

    /// <summary>The backends that could write, beside ours and the platform's: process id and what it is.</summary>
    public const string OtherBackends = """
        SELECT pid, coalesce(backend_type, 'backend') || coalesce(' of ' || usename, '') FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND (datid IS NOT NULL OR backend_type = 'walsender' OR (backend_type IS NULL AND usesysid IS NOT NULL))
          AND backend_type IS DISTINCT FROM 'parallel worker' AND coalesce(usename <> ALL ($1), true)
        ORDER BY pid
        """;

    /// <summary>The fence; a conflict when the database is not still.</summary>
    public static async Task<WorkResult<Fence>> ReadAsync(Session session, DatabaseTarget target, TimeProvider time, CancellationToken cancellationToken)
    {
        string[] platform = [.. target.PlatformRoles];
        var until = time.GetUtcNow() + LeavePatience;
        if (await session.TextsAsync("SHOW autovacuum", cancellationToken) is not ["off"]) return NotQuiet("autovacuum is on");
        var roles = await session.TextsAsync(OtherLogins, cancellationToken, (object)platform);
        if (roles.Count > 0) return NotQuiet($"other roles may log in: {string.Join(", ", roles)}");
        var backends = await session.RowsAsync(OtherBackends, row => row.GetString(1), cancellationToken, (object)platform);
        // A backend that was left goes a moment after its connection; our own last one may still be there.
        while (backends.Count > 0 && time.GetUtcNow() < until)
        {
            await Task.Delay(LeaveInterval, time, cancellationToken);
            backends = await session.RowsAsync(OtherBackends, row => row.GetString(1), cancellationToken, (object)platform);
        }

        if (backends.Count > 0) return NotQuiet($"others are connected: {string.Join(", ", backends)}");
        var prepared = await session.ValueAsync<long>("SELECT count(*) FROM pg_prepared_xacts", cancellationToken);
        if (prepared > 0) return NotQuiet(string.Create(CultureInfo.InvariantCulture, $"{prepared} prepared transactions are open"));
        return new Fence(await XmaxAsync(session, cancellationToken), await CountedAsync(session, target, cancellationToken));
    }

    /// <summary>The bare number.</summary>
    public static async Task<ulong> XmaxAsync(Session session, CancellationToken cancellationToken) =>
        ulong.Parse((await session.TextsAsync(Xmax, cancellationToken))[0], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>
    /// What all databases but the platform's have counted of rows written, as a digest; null where that is no proof: there is no such database, a backend is in another one (what it wrote may not
    /// be counted before it leaves), nothing is counted, or the server is older than 15, whose counters may get lost on the way.
    /// </summary>
    public static async Task<string?> CountedAsync(Session session, DatabaseTarget target, CancellationToken cancellationToken)
    {
        if (session.Version < 15) return null;
        string[] platform = [.. target.PlatformDatabases];
        var told = await session.TextsAsync(Counters, cancellationToken, (object)platform);
        return told is [var counters] ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(counters)))[..32] : null;
    }

    /// <summary>Has this session's own writes counted before its next statement.</summary>
    public static async Task CountOwnAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Version >= 15) await session.ValueAsync<bool>("SELECT pg_stat_force_next_flush() IS NULL", cancellationToken);
    }

    private static WorkFailure NotQuiet(string sentence) => new(ErrorKind.Conflict, WorkProblem.NotQuiet, $"the database is not still: {sentence}");
}
