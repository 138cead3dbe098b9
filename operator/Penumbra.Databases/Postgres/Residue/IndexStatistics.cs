using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Residue;

/// <summary>
/// An index on an expression has statistics of its own. ANALYZE passes by those of columns that are not sampled, of tables without rows, and of partial indexes that no sampled row is in. Such an index is
/// made anew, which drops them: one of a partition with all that it is a part of. Where a constraint holds it, a column that it depends on is given its own type again.
/// </summary>
internal static class IndexStatistics
{
    private const string Sources = $"""
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = i.relnamespace JOIN pg_attribute a ON a.attrelid = i.oid
        WHERE i.relkind = 'i' AND x.indexprs IS NOT NULL AND x.indkey[a.attnum - 1] = 0 AND {SqlNames.PeoplesSchema}
        """;

    // pg_stats shows the columns of an index to those who may select from the index: its owner.
    private const string HasStatistics = "EXISTS (SELECT FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = i.relname AND s.attname = a.attname)";

    /// <summary>Expressions of indexes that ANALYZE may pass by, and of which nobody can tell whether they have statistics, as rows of one text.</summary>
    public const string Hidden = $"""
        SELECT format('%I.%I', n.nspname, i.relname) || ', column ' || a.attname {Sources}
          AND (x.indpred IS NOT NULL OR c.reltuples <= 0 OR a.attstattarget = 0) AND (NOT has_column_privilege(i.oid, a.attnum, 'SELECT') OR row_security_active(c.oid))
        """;

    /// <summary>Those that have statistics which ANALYZE has passed by, as rows of one text. Of partial indexes nobody could tell: they have been made anew before.</summary>
    public const string Stale = $"SELECT format('%I.%I', n.nspname, i.relname) || ', column ' || a.attname {Sources} AND (c.reltuples <= 0 OR a.attstattarget = 0) AND {HasStatistics}";

    private const string Passed = $"""
        WITH passed AS (SELECT DISTINCT i.oid {Sources} AND (x.indpred IS NOT NULL OR c.reltuples <= 0 OR a.attstattarget = 0) AND {HasStatistics} AND NOT i.relispartition),
        targets AS (SELECT i.oid, array_agg(format('ALTER INDEX %I.%I ALTER COLUMN %s SET STATISTICS %s', n.nspname, i.relname, a.attnum, a.attstattarget)) AS again {Sources} AND a.attstattarget >= 0 GROUP BY i.oid)
        SELECT format('%I.%I', n.nspname, i.relname),
            CASE WHEN NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid) THEN array_remove(ARRAY[format('DROP INDEX %I.%I', n.nspname, i.relname), pg_get_indexdef(i.oid),
                CASE WHEN obj_description(i.oid, 'pg_class') IS NOT NULL THEN format('COMMENT ON INDEX %I.%I IS %L', n.nspname, i.relname, obj_description(i.oid, 'pg_class')) END,
                CASE WHEN x.indisclustered THEN format('ALTER TABLE %I.%I CLUSTER ON %I', n.nspname, c.relname, i.relname) END], NULL) || t.again
            ELSE (SELECT ARRAY[format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I TYPE %s%s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE a.attcollation WHEN 0 THEN '' ELSE ' COLLATE ' || a.attcollation::regcollation END)] || t.again
                FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE d.classid = 'pg_class'::regclass AND d.objid = i.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid > 0 ORDER BY a.attnum LIMIT 1) END
        FROM passed p JOIN pg_index x ON x.indexrelid = p.oid JOIN pg_class i ON i.oid = p.oid JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = i.relnamespace LEFT JOIN targets t ON t.oid = p.oid ORDER BY 1
        """;

    // Each with its whole tree, from the topmost on: its parts are made one by one, so that they keep their names, comments and targets, and put together again.
    private const string PassedParts = $"""
        WITH RECURSIVE passed AS (SELECT DISTINCT i.oid {Sources} AND (x.indpred IS NOT NULL OR c.reltuples <= 0 OR a.attstattarget = 0) AND {HasStatistics} AND i.relispartition),
        up (top) AS (SELECT oid FROM passed UNION SELECT h.inhparent FROM up JOIN pg_inherits h ON h.inhrelid = up.top),
        tree (top, oid, parent, level) AS (SELECT top, top, NULL::oid, 0 FROM up WHERE NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = up.top)
            UNION ALL SELECT t.top, h.inhrelid, t.oid, t.level + 1 FROM tree t JOIN pg_inherits h ON h.inhparent = t.oid),
        nodes AS MATERIALIZED (SELECT t.top, t.oid, t.parent, t.level, format('%I.%I', n.nspname, i.relname) AS name, i.relname, x.indrelid, x.indisclustered
            FROM tree t JOIN pg_class i ON i.oid = t.oid JOIN pg_namespace n ON n.oid = i.relnamespace JOIN pg_index x ON x.indexrelid = t.oid),
        statements (top, part, place, text) AS (
            SELECT top, 1, 0, format('DROP INDEX %s', name) FROM nodes WHERE level = 0
            UNION ALL SELECT top, 2, level, pg_get_indexdef(oid) FROM nodes
            UNION ALL SELECT o.top, 3, -o.level, format('ALTER INDEX %s ATTACH PARTITION %s', p.name, o.name) FROM nodes o JOIN nodes p ON p.oid = o.parent
            UNION ALL SELECT top, 4, level, format('COMMENT ON INDEX %s IS %L', name, obj_description(oid, 'pg_class')) FROM nodes WHERE obj_description(oid, 'pg_class') IS NOT NULL
            UNION ALL SELECT top, 5, a.attnum, format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', name, a.attnum, a.attstattarget) FROM nodes JOIN pg_attribute a ON a.attrelid = nodes.oid WHERE a.attstattarget >= 0
            UNION ALL SELECT o.top, 6, 0, format('ALTER TABLE %I.%I CLUSTER ON %I', n.nspname, c.relname, o.relname) FROM nodes o JOIN pg_class c ON c.oid = o.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE o.indisclustered)
        SELECT o.name, array_agg(s.text ORDER BY s.part, s.place) FROM statements s JOIN nodes o ON o.oid = s.top GROUP BY o.name ORDER BY 1
        """;

    /// <summary>Drops the statistics of those that ANALYZE may pass by; the name of one whose statistics stay, or null.</summary>
    public static async Task<string?> DropAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var passed in new[] { Passed, PassedParts })
        {
            foreach (var (name, statements) in await session.RowsAsync(passed, row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetFieldValue<string[]>(1)), cancellationToken))
            {
                if (statements is null || !await Statistics.TryAsync(session, statements, cancellationToken)) return name;
            }
        }

        return null;
    }
}
