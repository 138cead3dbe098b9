using Npgsql;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Residue;

/// <summary>
/// The planner's statistics hold the most common values of every column. ANALYZE replaces them, but only where it finds rows and is allowed to look: what an emptied table, or a
/// column that is not sampled, had before stays. A superuser deletes everything first; anybody else gives such a column its own type again, which drops its statistics, and makes extended statistics and
/// indexes on expressions anew.
/// </summary>
internal static class Statistics
{
    // pg_stats shows a role only what it may select, so that what it may not is taken for stale.
    private const string Hidden = $"""
        SELECT format('%I.%I', n.nspname, c.relname) || ', column ' || a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p', 'm') AND {SqlNames.PeoplesSchema} AND (c.reltuples <= 0 OR a.attstattarget = 0)
          AND (NOT has_column_privilege(c.oid, a.attnum, 'SELECT') OR row_security_active(c.oid))
        UNION ALL {IndexStatistics.Hidden} ORDER BY 1 LIMIT 1
        """;

    // Columns without a fresh statistic that have one. That of a table with its children is as fresh as the fullest of them: the table itself may be empty.
    private const string Stale = $"""
        SELECT format('%I.%I', s.schemaname, s.tablename) || ', column ' || s.attname,
            format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I TYPE %s%s', s.schemaname, s.tablename, s.attname, format_type(a.atttypid, a.atttypmod),
                CASE a.attcollation WHEN 0 THEN '' ELSE ' COLLATE ' || a.attcollation::regcollation END)
        FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
        WHERE n.nspname <> 'pg_catalog' AND c.relkind <> 'i' AND (a.attstattarget = 0 OR 0 >= CASE WHEN s.inherited
            THEN (WITH RECURSIVE tree (oid) AS (SELECT c.oid UNION SELECT h.inhrelid FROM pg_inherits h JOIN tree t ON h.inhparent = t.oid) SELECT max(m.reltuples) FROM tree JOIN pg_class m USING (oid)) ELSE c.reltuples END)
        UNION ALL SELECT left_over, NULL FROM ({IndexStatistics.Stale}) AS indexes (left_over)
        ORDER BY 1
        """;

    /// <summary>Renews them all; a failure names one that stays.</summary>
    public static async Task<WorkFailure?> RenewAsync(Session session, CancellationToken cancellationToken)
    {
        var isSuper = await session.ValueAsync<bool>("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", cancellationToken) is true;
        if (isSuper)
        {
            await session.RunAsync("DELETE FROM pg_statistic", cancellationToken);
            await session.RunAsync("DELETE FROM pg_statistic_ext_data", cancellationToken);
        }

        var extended = new ExtendedStatistics(session);
        if (!isSuper)
        {
            // Definitions must name what they are of in full.
            await session.RunAsync("SET search_path = pg_catalog", cancellationToken);
            await ReplaceLargeObjectsAsync(session, cancellationToken);
            await extended.RecreateAsync(cancellationToken);
            if (await IndexStatistics.DropAsync(session, cancellationToken) is { } index) return Rewriting.Left($"{session.Database}: the statistics of {index} cannot be renewed");
        }

        // Functions of indexes may find others by the path of the database.
        session.TakeWarnings();
        await session.RunAsync("RESET search_path", cancellationToken);
        await session.RunAsync("ANALYZE", cancellationToken);
        var foreign = session.TakeWarnings().Where(warning => !extended.IsHarmless(warning));
        // Whatever could not be computed anew is gone all the same.
        if (isSuper) return null;
        await session.RunAsync("SET search_path = pg_catalog", cancellationToken);

        // Catalogs of the whole server are a superuser's alone, and hold no rows of tables.
        var shared = (await session.TextsAsync("SELECT relname::text FROM pg_class WHERE relisshared", cancellationToken)).Select(name => $"\"{name}\"").ToList();
        if (foreign.FirstOrDefault(warning => !shared.Any(name => warning.Contains(name, StringComparison.Ordinal))) is { } wrong) return Rewriting.Left($"{session.Database}: {wrong}");
        if (await extended.OldAsync(cancellationToken) is { } old) return Rewriting.Left($"{session.Database}: the statistics of {old} cannot be renewed");
        if (await session.TextsAsync(Hidden, cancellationToken) is [var hidden]) return Rewriting.Left($"{session.Database}: nobody but a superuser can tell whether the statistics of {hidden} are old");
        foreach (var (what, remedy) in await session.RowsAsync(Stale, row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)), cancellationToken))
        {
            if (remedy is null || !await TryAsync(session, [remedy], cancellationToken)) return Rewriting.Left($"{session.Database}: the statistics of {what} cannot be renewed");
        }

        await session.RunAsync("RESET search_path", cancellationToken);
        return null;
    }

    // Large objects have statistics too; where none is left, one for a moment makes them new.
    private static async Task ReplaceLargeObjectsAsync(Session session, CancellationToken cancellationToken)
    {
        if (await session.ValueAsync<long>("SELECT count(*) FROM pg_largeobject_metadata", cancellationToken) != 0) return;
        var oid = await session.ValueAsync<uint>("SELECT lo_from_bytea(0, '\\x00')", cancellationToken) ?? 0;
        await session.RunAsync("ANALYZE pg_largeobject", cancellationToken);
        await session.RunAsync("SELECT lo_unlink($1)", cancellationToken, oid);
    }

    /// <summary>Runs statements in one transaction, under the path of the database: what they name stands in full, but functions of indexes may find others by it. Whether the role could.</summary>
    public static async Task<bool> TryAsync(Session session, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        await session.RunAsync("BEGIN", cancellationToken);
        try
        {
            await session.RunAsync("SET LOCAL search_path TO DEFAULT", cancellationToken);
            foreach (var statement in statements) await session.RunAsync(statement, cancellationToken);
            await session.RunAsync("COMMIT", cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (SqlErrors.Failure(exception).Kind != ErrorKind.Retry)
        {
            await session.RollBackAsync(cancellationToken);
            return false;
        }
    }
}
