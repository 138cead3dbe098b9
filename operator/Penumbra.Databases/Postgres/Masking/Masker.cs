using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Masking;

/// <summary>
/// Masks a table: all its columns in one pass, by plain UPDATEs over ranges of pages, all in one transaction, so that there is progress to tell and yet every row
/// is masked exactly once or the table is as it was.
/// </summary>
internal sealed class Masker(Session session, IReadOnlyList<MaskRule> everyRule, ReadOnlyMemory<byte> key, IProgress<WorkProgress>? progress)
{
    private const long PagesAtOnce = 4096;
    private readonly MaskCatalog _catalog = new(session, everyRule);
    private readonly MaskKeys _keys = new(key.Span);

    /// <summary>Masks, inside the transaction that the caller has begun.</summary>
    /// <returns>How many rows were masked.</returns>
    public async Task<(long Rows, WorkFailure? Failure)> RunAsync(Unit.Mask unit, CancellationToken cancellationToken)
    {
        var found = await _catalog.FindAsync(unit.Table, unit.Rules, cancellationToken);
        if (found.Value is not { } columns) return (0, found.Failure);
        var shaped = MaskShape.Of(await EveryColumnAsync(cancellationToken));
        if (shaped.Value is not { } shape) return (0, shaped.Failure);

        if (columns.Any(column => column.Rule.As == MaskKind.Digits)) await MaskFunctions.CreateAsync(session, cancellationToken);
        var root = columns[0].Table;
        // Rows that move to another partition cannot be masked from within their own.
        IReadOnlyList<uint> tables = columns.Any(column => column.IsPartitionKey) ? [root] : await LeavesAsync(root, cancellationToken);
        var rows = 0L;
        foreach (var table in tables)
        {
            rows += columns.Any(column => column.NeedsEmptyTable) ? await ReplaceAsync(unit, table, columns, shape, cancellationToken)
                : table == root && tables.Count == 1 && columns.Any(column => column.IsPartitionKey) ? await UpdateWholeAsync(unit, table, columns, shape, cancellationToken)
                : await UpdateAsync(unit, table, columns, shape, cancellationToken);
        }

        return (rows, null);
    }

    // A range of pages at a time. New versions of rows may land on any page: those have this transaction's xmin and are passed by.
    private async Task<long> UpdateAsync(Unit.Mask unit, uint table, IReadOnlyList<MaskedColumn> columns, MaskShape shape, CancellationToken cancellationToken)
    {
        var expressions = new MaskExpressions(shape, _keys);
        var sets = string.Join(", ", columns.Select(column => $"{SqlNames.Quote(column.Rule.Column)} = {expressions.Of(column)}"));
        var filled = string.Join(" OR ", columns.Select(column => $"t.{SqlNames.Quote(column.Rule.Column)} IS NOT NULL"));
        var (from, to, mine) = (expressions.Bind("from"), expressions.Bind("to"), expressions.Bind("xid"));
        var statement = $"UPDATE ONLY {await NameAsync(table, cancellationToken)} AS t SET {sets} WHERE t.ctid >= {from}::tid AND t.ctid < {to}::tid AND t.xmin <> {mine}::xid AND ({filled})";
        var full = ulong.Parse((await session.TextsAsync("SELECT pg_current_xact_id()::text", cancellationToken))[0], NumberStyles.None, CultureInfo.InvariantCulture);
        var xid = ((uint)full).ToString(CultureInfo.InvariantCulture);
        if (full > uint.MaxValue && await HasRowsOfAsync(table, xid, cancellationToken)) return await UpdateWholeAsync(unit, table, columns, shape, cancellationToken);
        var pages = await session.ValueAsync<long>("SELECT pg_relation_size($1::oid::regclass) / current_setting('block_size')::bigint", cancellationToken, table) ?? 0;
        var rows = 0L;
        for (var page = 0L; page < pages; page += PagesAtOnce)
        {
            var values = expressions.Values.ToArray();
            values[^3] = new Session.Untyped(string.Create(CultureInfo.InvariantCulture, $"({page},0)"));
            values[^2] = new Session.Untyped(string.Create(CultureInfo.InvariantCulture, $"({Math.Min(page + PagesAtOnce, pages)},0)"));
            values[^1] = new Session.Untyped(xid);
            rows += await session.RunAsync(statement, cancellationToken, values);
            progress?.Report(new WorkProgress(unit.Step, unit.Table.ToString(), Math.Min(page + PagesAtOnce, pages), pages));
        }

        return rows;
    }

    // Ids begin anew after 2^32, and an old row keeps the one that it has: such a row would be passed by.
    private async Task<bool> HasRowsOfAsync(uint table, string xid, CancellationToken cancellationToken) =>
        await session.ValueAsync<bool>($"SELECT EXISTS (SELECT FROM ONLY {await NameAsync(table, cancellationToken)} WHERE xmin = $1::xid)", cancellationToken, new Session.Untyped(xid)) is true;

    private async Task<long> UpdateWholeAsync(Unit.Mask unit, uint table, IReadOnlyList<MaskedColumn> columns, MaskShape shape, CancellationToken cancellationToken)
    {
        TellWhole(unit);
        var expressions = new MaskExpressions(shape, _keys);
        var sets = string.Join(", ", columns.Select(column => $"{SqlNames.Quote(column.Rule.Column)} = {expressions.Of(column)}"));
        return await session.RunAsync($"UPDATE {(await IsRootAsync(table, cancellationToken) ? "" : "ONLY ")}{await NameAsync(table, cancellationToken)} AS t SET {sets}", cancellationToken, [.. expressions.Values]);
    }

    // A permutation gives values that rows not yet masked still have, and a unique index looks at every row by itself. So all rows go first; the sort
    // takes them all before the first comes back.
    private async Task<long> ReplaceAsync(Unit.Mask unit, uint table, IReadOnlyList<MaskedColumn> columns, MaskShape shape, CancellationToken cancellationToken)
    {
        TellWhole(unit);
        var all = await session.TextsAsync("SELECT attname::text FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum", cancellationToken, table);
        var expressions = new MaskExpressions(shape, _keys);
        var picks = all.Select(name => columns.FirstOrDefault(column => column.Rule.Column == name) is { } column ? $"{expressions.Of(column)}" : $"t.{SqlNames.Quote(name)}").ToList();
        var sorted = all.ToList().IndexOf(columns.First(column => column.NeedsEmptyTable).Rule.Column) + 1;
        var (name, names) = (await NameAsync(table, cancellationToken), string.Join(", ", all.Select(SqlNames.Quote)));
        var only = await IsRootAsync(table, cancellationToken) ? "" : "ONLY ";
        return await session.RunAsync(
            $"WITH t AS (DELETE FROM {only}{name} RETURNING *) INSERT INTO {name} ({names}) OVERRIDING SYSTEM VALUE SELECT {string.Join(", ", picks)} FROM t ORDER BY {sorted}",
            cancellationToken,
            [.. expressions.Values]);
    }

    private void TellWhole(Unit.Mask unit) => progress?.Report(new WorkProgress(unit.Step, unit.Table.ToString(), 0, 0) { IsOneStatement = true });

    private async Task<IReadOnlyList<MaskedColumn>> EveryColumnAsync(CancellationToken cancellationToken)
    {
        var all = new List<MaskedColumn>();
        foreach (var rules in everyRule.GroupBy(rule => rule.Table, StringComparer.Ordinal))
        {
            // What does not exist yet fails at its own turn, if it still does not.
            if (TableName.Parse(rules.Key) is { } table && (await _catalog.FindAsync(table, [.. rules], cancellationToken)).Value is { } columns) all.AddRange(columns);
        }

        return all;
    }

    private Task<IReadOnlyList<uint>> LeavesAsync(uint root, CancellationToken cancellationToken) => session.RowsAsync(
        """
        WITH RECURSIVE below AS (SELECT $1::oid AS oid UNION SELECT i.inhrelid FROM pg_inherits i JOIN below b ON i.inhparent = b.oid)
        SELECT c.oid FROM below JOIN pg_class c USING (oid) WHERE c.relkind = 'r' ORDER BY c.oid
        """,
        row => row.GetFieldValue<uint>(0),
        cancellationToken,
        root);

    private async Task<bool> IsRootAsync(uint table, CancellationToken cancellationToken) =>
        await session.ValueAsync<bool>("SELECT relkind = 'p' FROM pg_class WHERE oid = $1", cancellationToken, table) is true;

    private async Task<string> NameAsync(uint table, CancellationToken cancellationToken) => (await session.TextsAsync(
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $1", cancellationToken, table))[0];
}
