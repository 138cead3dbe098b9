using Npgsql;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Residue;

/// <summary>What sessions left behind that ended without tidying up: temporary tables, and the texts of statements that were measured.</summary>
internal static class Orphans
{
    /// <summary>Removes them; a failure names a temporary table that stays.</summary>
    public static async Task<WorkFailure?> DropAsync(Session session, CancellationToken cancellationToken)
    {
        var tables = await session.TextsAsync(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relpersistence = 't' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1", cancellationToken);
        var statements = tables.Select(table => $"DROP TABLE {table} CASCADE").Concat(await session.TextsAsync(
            "SELECT format('SELECT %I.pg_stat_statements_reset()', n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements' AND current_setting('pg_stat_statements.max', true) IS NOT NULL", cancellationToken)).ToList();
        foreach (var statement in statements)
        {
            try
            {
                await session.RunAsync(statement, cancellationToken);
            }
            catch (PostgresException exception) when (SqlErrors.Failure(exception).Kind != ErrorKind.Retry)
            {
                return Rewriting.Left($"{session.Database}: {statement}: {SqlErrors.Words(exception)}");
            }
        }

        return null;
    }
}
