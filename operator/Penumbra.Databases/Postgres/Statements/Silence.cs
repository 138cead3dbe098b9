using Npgsql;
using Penumbra.Databases.Postgres.Connecting;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>
/// Triggers and rules that fire although <c>session_replication_role</c> is replica (ENABLE ALWAYS, ENABLE REPLICA): they would copy the values that are being
/// replaced. They are switched off for the time of sanitizing; what puts them back stands in the database, so that no crash forgets it.
/// </summary>
internal static class Silence
{
    private const string Loud = $"""
        SELECT format('ALTER TABLE %I.%I DISABLE TRIGGER %I', n.nspname, c.relname, t.tgname),
            format('ALTER TABLE %I.%I ENABLE %s TRIGGER %I', n.nspname, c.relname, CASE t.tgenabled WHEN 'A' THEN 'ALWAYS' ELSE 'REPLICA' END, t.tgname)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled IN ('A', 'R') AND {SqlNames.PeoplesSchema}
        UNION ALL
        SELECT format('ALTER TABLE %I.%I DISABLE RULE %I', n.nspname, c.relname, r.rulename),
            format('ALTER TABLE %I.%I ENABLE %s RULE %I', n.nspname, c.relname, CASE r.ev_enabled WHEN 'A' THEN 'ALWAYS' ELSE 'REPLICA' END, r.rulename)
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
