using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Masking;

/// <summary>Looks up what a mask needs to know of a column, and refuses what it would break.</summary>
internal sealed class MaskCatalog(Session session, IReadOnlyList<MaskRule> everyRule)
{
    private const int Shown = 20;

    /// <summary>The columns of some rules of one table; a failure that says what there is, when one is missing.</summary>
    public async Task<WorkResult<IReadOnlyList<MaskedColumn>>> FindAsync(TableName table, IReadOnlyList<MaskRule> rules, CancellationToken cancellationToken)
    {
        var oids = await session.RowsAsync(
            "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p')",
            row => row.GetFieldValue<uint>(0),
            cancellationToken,
            table.Schema,
            table.Table);
        if (oids is not [var oid]) return NotFound($"there is no table {table}; {await TablesAsync(table.Schema, cancellationToken)}");

        var columns = new List<MaskedColumn>();
        foreach (var rule in rules)
        {
            if (columns.Any(column => column.Rule.Column == rule.Column)) return Cannot(table, rule, "is named twice");
            var found = await FindAsync(oid, table, rule, cancellationToken);
            if (found.Value is not { } column) return found.Failure!;
            if (await RelativeAsync(oid, rule, cancellationToken) is { } relative) return Cannot(table, rule, relative);
            columns.Add(column);
        }

        return new WorkResult<IReadOnlyList<MaskedColumn>>(columns, null);
    }

    private async Task<WorkResult<MaskedColumn>> FindAsync(uint oid, TableName table, MaskRule rule, CancellationToken cancellationToken)
    {
        // A domain is what lies below it; its own length counts.
        var rows = await session.RowsAsync(
            """
            WITH RECURSIVE base AS (
                SELECT a.attnum, t.oid, t.typtype, t.typbasetype, CASE WHEN a.atttypmod >= 0 THEN a.atttypmod ELSE t.typtypmod END AS typmod, a.attgenerated <> '' AS generated
                FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = $1 AND a.attname = $2 AND a.attnum > 0 AND NOT a.attisdropped
                UNION ALL
                SELECT b.attnum, t.oid, t.typtype, t.typbasetype, CASE WHEN b.typmod >= 0 THEN b.typmod ELSE t.typtypmod END, b.generated
                FROM base b JOIN pg_type t ON t.oid = b.typbasetype WHERE b.typtype = 'd')
            SELECT t.typname::text, t.typcategory = 'S', b.typmod, b.generated,
                EXISTS (SELECT FROM pg_index i WHERE i.indrelid = $1 AND i.indisunique AND (b.attnum = ANY (i.indkey) OR EXISTS (
                    SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1 AND d.refobjsubid = b.attnum))),
                EXISTS (SELECT FROM pg_partitioned_table p WHERE p.partrelid IN (SELECT relid FROM pg_partition_tree($1::oid::regclass)) AND (
                    (p.partrelid = $1 AND b.attnum = ANY (p.partattrs)) OR EXISTS (
                        SELECT FROM pg_attribute o WHERE o.attrelid = p.partrelid AND o.attname = $2 AND o.attnum = ANY (p.partattrs)) OR 0 = ANY (p.partattrs)))
            FROM base b JOIN pg_type t ON t.oid = b.oid WHERE b.typtype <> 'd'
            """,
            row => (Type: row.GetString(0), IsText: row.GetBoolean(1), Modifier: row.GetInt32(2), IsGenerated: row.GetBoolean(3), IsUnique: row.GetBoolean(4), IsPartitionKey: row.GetBoolean(5)),
            cancellationToken,
            oid,
            rule.Column);
        if (rows is not [var found]) return NotFound($"the table {table} has no column {rule.Column}; it has {await ColumnsAsync(oid, cancellationToken)}");
        if (found.IsGenerated) return Cannot(table, rule, "is generated from other columns; mask those");

        long? largest = found.Type switch { "int2" => short.MaxValue, "int4" => int.MaxValue, "int8" => long.MaxValue, _ => null };
        var isInteger = largest is not null && rule.As == MaskKind.Digits;
        if (!found.IsText && !isInteger) return Cannot(table, rule, $"is of type {found.Type}; {rule.As} needs a text{(rule.As == MaskKind.Digits ? " or an integer" : "")}");
        const int Header = 4;
        int? length = found.IsText && found.Modifier >= Header ? found.Modifier - Header : null;
        return new MaskedColumn(oid, rule, isInteger, largest ?? 0, length, found.IsUnique, found.Type == "citext", found.IsPartitionKey);
    }

    // Masked on one side alone, a foreign key would point nowhere, and nobody would notice: its triggers are silent here.
    private async Task<string?> RelativeAsync(uint oid, MaskRule rule, CancellationToken cancellationToken)
    {
        var relatives = await session.RowsAsync(
            """
            SELECT n.nspname::text, c.relname::text, a.attname::text,
                (SELECT min(collname::text) FROM pg_collation l WHERE l.oid IN (own.attcollation, a.attcollation) AND NOT l.collisdeterministic) FROM (
                SELECT k.confrelid AS other, unnest(k.confkey) AS theirs, unnest(k.conkey) AS ours FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid = $1
                UNION ALL
                SELECT k.conrelid, unnest(k.conkey), unnest(k.confkey) FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid = $1) f
            JOIN pg_attribute own ON own.attrelid = $1 AND own.attnum = f.ours AND own.attname = $2
            JOIN pg_attribute a ON a.attrelid = f.other AND a.attnum = f.theirs
            JOIN pg_class c ON c.oid = f.other JOIN pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2, 3
            """,
            row => (Name: new ColumnName(new TableName(row.GetString(0), row.GetString(1)), row.GetString(2)), Collation: row.IsDBNull(3) ? null : row.GetString(3)),
            cancellationToken,
            oid,
            rule.Column);
        foreach (var (relative, collation) in relatives)
        {
            if (collation is not null)
                return $"is tied by a foreign key to {relative} under the nondeterministic collation {collation}: what is equal there need not be the same text, and would be masked differently; in a file before, drop the foreign key, or make the texts the same and give both columns a deterministic collation";
            if (!everyRule.Any(other => other.As == rule.As && other.Column == relative.Column && TableName.Parse(other.Table) == relative.Table))
                return $"is tied by a foreign key to {relative}, which is not masked as {rule.As} too";
        }

        return null;
    }

    private async Task<string> TablesAsync(string schema, CancellationToken cancellationToken)
    {
        var tables = await session.TextsAsync(
            "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1", cancellationToken, schema);
        return tables.Count == 0 ? $"the schema {schema} has no table" : $"the schema {schema} has {Some(tables)}";
    }

    private async Task<string> ColumnsAsync(uint oid, CancellationToken cancellationToken) => Some(await session.TextsAsync(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped ORDER BY attnum", cancellationToken, oid));

    private static string Some(IReadOnlyList<string> names) => string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");

    private static WorkFailure NotFound(string sentence) => new(ErrorKind.Terminal, WorkProblem.NotFound, sentence);

    private static WorkFailure Cannot(TableName table, MaskRule rule, string sentence) => new(ErrorKind.Terminal, WorkProblem.CannotMask, $"{table}.{rule.Column} {sentence}");
}
