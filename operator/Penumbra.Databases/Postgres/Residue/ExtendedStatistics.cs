using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Residue;

/// <summary>
/// Extended statistics keep values of columns and of expressions. ANALYZE passes by those of tables without rows, those that are not sampled, and those whose columns are not. So each is dropped and
/// made anew, empty, with its owner, target and comment, before ANALYZE fills it again.
/// </summary>
internal sealed class ExtendedStatistics(Session session)
{
    private const string All = $"""
        SELECT s.oid::bigint, format('"%s.%s"', n.nspname, s.stxname), format('.%s"', c.relname), array_remove(ARRAY[
            format('DROP STATISTICS %I.%I', n.nspname, s.stxname), pg_get_statisticsobjdef(s.oid),
            CASE WHEN s.stxstattarget >= 0 THEN format('ALTER STATISTICS %I.%I SET STATISTICS %s', n.nspname, s.stxname, s.stxstattarget) END,
            CASE WHEN obj_description(s.oid, 'pg_statistic_ext') IS NOT NULL THEN format('COMMENT ON STATISTICS %I.%I IS %L', n.nspname, s.stxname, obj_description(s.oid, 'pg_statistic_ext')) END,
            CASE WHEN pg_get_userbyid(s.stxowner) <> current_user THEN format('ALTER STATISTICS %I.%I OWNER TO %I', n.nspname, s.stxname, pg_get_userbyid(s.stxowner)) END], NULL)
        FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace JOIN pg_class c ON c.oid = s.stxrelid WHERE {SqlNames.PeoplesSchema} ORDER BY s.oid
        """;

    private const string Old = """
        SELECT format('%I.%I', n.nspname, s.stxname) FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace JOIN pg_class c ON c.oid = s.stxrelid
        WHERE s.oid::bigint = ANY ($1) AND (c.reltuples <= 0 OR s.stxstattarget = 0) ORDER BY 1
        """;

    private readonly List<(string Name, string Table)> _empty = [];
    private readonly List<long> _kept = [];

    /// <summary>Makes them anew, each in one transaction; those that the role may not are kept.</summary>
    public async Task RecreateAsync(CancellationToken cancellationToken)
    {
        var all = await session.RowsAsync(All, row => (Oid: row.GetInt64(0), Name: row.GetString(1), Table: row.GetString(2), Statements: row.GetFieldValue<string[]>(3)), cancellationToken);
        foreach (var (oid, name, table, statements) in all)
        {
            if (await Statistics.TryAsync(session, statements, cancellationToken)) _empty.Add((name, table));
            else _kept.Add(oid);
        }
    }

    /// <summary>Whether a warning of ANALYZE says that it passed by one that is empty.</summary>
    public bool IsHarmless(string warning) => _empty.Any(one => warning.Contains(one.Name, StringComparison.Ordinal) && warning.Contains(one.Table, StringComparison.Ordinal));

    /// <summary>After ANALYZE: one that was kept and that ANALYZE passed by; null when there is none.</summary>
    public async Task<string?> OldAsync(CancellationToken cancellationToken) => await session.TextsAsync(Old, cancellationToken, _kept.ToArray()) is [var first, ..] ? first : null;
}
