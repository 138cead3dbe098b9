using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>A table or materialised view that holds rows, with its columns.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">How it stands in a FROM clause: partitions are read through their root, inheriting tables by themselves.</param>
/// <param name="Columns">Its columns, in order.</param>
internal sealed record TableShape(TableName Name, string From, IReadOnlyList<ColumnShape> Columns)
{
    // Asking a table whose rows a policy would hide is an error. One without a single page hides none, as those of pg_cron after Quiesce.
    private const string Query = $"""
        SELECT n.nspname::text, c.relname::text, c.relkind = 'p', a.attname::text, t.typcategory = 'S' OR t.typname IN ('json', 'jsonb', 'xml', 'hstore', 'tsvector') OR coalesce(e.typcategory = 'S' OR e.typname IN ('json', 'jsonb', 'xml', 'hstore', 'tsvector'), false),
            coalesce(e.typname, t.typname)::text, t.typcategory IN ('B', 'E'), t.typcategory = 'A'
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
        WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND (c.relkind <> 'm' OR c.relispopulated) AND {SqlNames.PeoplesSchema}
          AND NOT (c.relkind = 'r' AND row_security_active(c.oid) AND pg_relation_size(c.oid) = 0)
        ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum
        """;

    /// <summary>All tables of people's schemas, sorted.</summary>
    public static async Task<IReadOnlyList<TableShape>> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var rows = await session.RowsAsync(
            Query,
            row => (Table: new TableName(row.GetString(0), row.GetString(1)), IsRoot: row.GetBoolean(2), Column: new ColumnShape(row.GetString(3), row.GetBoolean(4), row.GetString(5), row.GetBoolean(6)) { IsArray = row.GetBoolean(7) }),
            cancellationToken);
        return [.. rows.GroupBy(row => (row.Table, row.IsRoot)).Select(table => new TableShape(
            table.Key.Table, (table.Key.IsRoot ? "" : "ONLY ") + SqlNames.Quote(table.Key.Table.Schema, table.Key.Table.Table), [.. table.Select(row => row.Column)]))];
    }

    /// <summary>A column's name with table and schema.</summary>
    public ColumnName this[ColumnShape column] => new(Name, column.Name);
}
