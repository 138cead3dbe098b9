using Npgsql;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>Materialised views are copies: they hold the old values until they are filled anew.</summary>
internal static class MaterializedViews
{
    // A view's rule depends on what it reads; the deepest go last.
    private const string InOrder = $"""
        WITH RECURSIVE reads AS (
            SELECT DISTINCT r.ev_class AS reader, d.refobjid AS source FROM pg_rewrite r
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class),
        depth AS (
            SELECT c.oid, 0 AS deep FROM pg_class c WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
            UNION SELECT reads.reader, depth.deep + 1 FROM depth JOIN reads ON reads.source = depth.oid WHERE depth.deep < 100)
        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'm' AND c.relispopulated AND {SqlNames.PeoplesSchema} ORDER BY (SELECT max(deep) FROM depth WHERE depth.oid = c.oid), 1
        """;

    /// <summary>Fills them anew, each after those that it reads; a failure names one that cannot be.</summary>
    public static async Task<WorkFailure?> RefreshAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var view in await session.TextsAsync(InOrder, cancellationToken))
        {
            try
            {
                await session.RunAsync($"REFRESH MATERIALIZED VIEW {view}", cancellationToken);
            }
            catch (PostgresException exception) when (SqlErrors.Failure(exception).Kind != ErrorKind.Retry)
            {
                return new WorkFailure(ErrorKind.Terminal, WorkProblem.SqlFailed, $"the materialised view {view} still holds the old values and cannot be filled anew: {SqlErrors.Words(exception)}");
            }
        }

        return null;
    }
}
