using Npgsql;
using Penumbra.Databases.Postgres.Connecting;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>
/// Triggers and rules that fire although <c>session_replication_role</c> is replica (ENABLE ALWAYS, ENABLE REPLICA): they would copy the values that are being
/// replaced. They are switched off for the time of sanitizing; what puts them back stands in the database, so that no crash forgets it.
/// </summary>
internal static class Silence
{
    // A partition's copy of a trigger follows its parent's, unless the partition was altered alone: those come too, and are put back behind their parents, whose putting back reaches them.
    // What puts something back begins with its depth, as it is read in the order of its text.
    private const string Loud = $"""
        WITH RECURSIVE chain AS (
            SELECT oid, tgrelid, tgname, tgenabled, 0 AS depth, tgenabled IN ('A', 'R') AS loud, tgenabled IN ('A', 'R') AS listed FROM pg_trigger WHERE NOT tgisinternal AND tgparentid = 0
            UNION ALL
            SELECT t.oid, t.tgrelid, t.tgname, t.tgenabled, p.depth + 1, p.loud OR t.tgenabled IN ('A', 'R'), t.tgenabled <> p.tgenabled AND (p.loud OR t.tgenabled IN ('A', 'R'))
            FROM pg_trigger t JOIN chain p ON t.tgparentid = p.oid)
        SELECT format('ALTER TABLE %I.%I DISABLE TRIGGER %I', n.nspname, c.relname, t.tgname),
            format('/* %s */ ALTER TABLE %I.%I %s TRIGGER %I', lpad(t.depth::text, 3, '0'), n.nspname, c.relname, CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'D' THEN 'DISABLE' ELSE 'ENABLE' END, t.tgname)
        FROM chain t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE t.listed AND {SqlNames.PeoplesSchema}
        UNION ALL
        SELECT format('ALTER TABLE %I.%I DISABLE RULE %I', n.nspname, c.relname, r.rulename),
            format('/* 000 */ ALTER TABLE %I.%I ENABLE %s RULE %I', n.nspname, c.relname, CASE r.ev_enabled WHEN 'A' THEN 'ALWAYS' ELSE 'REPLICA' END, r.rulename)
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE r.ev_enabled IN ('A', 'R') AND {SqlNames.PeoplesSchema} ORDER BY 1
        """;

    /// <summary>Switches them off, in the caller's transaction.</summary>
    public static async Task TriggersAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var (off, on) in await session.RowsAsync(Loud, row => (row.GetString(0), row.GetString(1)), cancellationToken))
        {
            await session.RunAsync(off, cancellationToken);
            await session.RunAsync($"INSERT INTO {SqlNames.Own}.silenced VALUES ($1) ON CONFLICT DO NOTHING", cancellationToken, on);
        }
    }

    /// <summary>Puts them back, in the caller's transaction; those whose table or name a file has dropped are left.</summary>
    public static async Task RestoreAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var on in await session.TextsAsync($"SELECT restore FROM {SqlNames.Own}.silenced ORDER BY 1", cancellationToken))
        {
            await session.RunAsync("SAVEPOINT restore", cancellationToken);
            try
            {
                await session.RunAsync(on, cancellationToken);
            }
            catch (PostgresException exception) when (exception.SqlState is "42P01" or "42704" or "3F000")
            {
                await session.RunAsync("ROLLBACK TO SAVEPOINT restore", cancellationToken);
            }
        }

        await session.RunAsync($"DELETE FROM {SqlNames.Own}.silenced", cancellationToken);
    }
}
