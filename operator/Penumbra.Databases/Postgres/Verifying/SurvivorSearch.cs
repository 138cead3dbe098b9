using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>
/// Looks for originals after sanitizing, while their hashes are still there: the same value at the same key, and, for columns that are nearly unique, the value at any other key and as words in any
/// text or JSON column. A mask's own made-up values may meet originals by chance: names are not looked for where names are made up, nor numbers where digits are. What it found is written down, the hashes are dropped, and the checks judge it later together with whether the column has stayed as it was then.
/// </summary>
internal sealed class SurvivorSearch(Session session, SanitizePlan plan, IProgress<WorkProgress>? progress)
{
    private readonly MaskKeys _keys = new(plan.Key.Span);
    private readonly Dictionary<string, MaskKind> _masked = plan.Steps.OfType<SanitizeStep.Mask>().SelectMany(step => step.Rules)
        .Select(rule => (Name: ColumnName.Parse($"{rule.Table}.{rule.Column}")?.Full ?? "", rule.As)).DistinctBy(rule => rule.Name).ToDictionary(rule => rule.Name, rule => rule.As, StringComparer.Ordinal);

    /// <summary>Searches and drops the hashes, in the caller's transaction.</summary>
    public async Task<WorkFailure?> RunAsync(CancellationToken cancellationToken)
    {
        var taken = await session.RowsAsync(
            $"SELECT col, name, total, taken, share, keys FROM {SqlNames.Own}.taken ORDER BY col",
            row => (Number: row.GetInt16(0), Name: ColumnName.Parse(row.GetString(1))!.Value, Total: row.GetInt64(2), Taken: row.GetInt64(3), Share: row.GetInt32(4), Keys: row.GetFieldValue<string[]>(5)),
            cancellationToken);
        // They are not logged, so that a server that crashed has emptied them.
        var present = await session.ValueAsync<long>($"SELECT count(*) FROM {Words.Originals}", cancellationToken);
        if (present != taken.Sum(column => column.Taken))
            return new WorkFailure(ErrorKind.Terminal, WorkProblem.RestoreAnew, "the hashes of the original are gone, as after a crash of the server: the database must be restored anew");
        await session.RunAsync($"ANALYZE {Words.Originals}", cancellationToken);
        var tables = await TableShape.ReadAsync(session, cancellationToken);
        var strays = taken.Count == 0 ? [] : await StraysAsync(tables, taken.ToDictionary(column => column.Name.Full, column => column.Number, StringComparer.Ordinal), cancellationToken);
        foreach (var (number, name, total, rows, share, keys) in taken)
        {
            progress?.Report(new WorkProgress("after", name.ToString(), number, taken.Count));
            var table = tables.FirstOrDefault(shape => shape.Name == name.Table && shape.Columns.Any(column => column.Name == name.Column));
            // A table or column that a file dropped has no survivors in it; elsewhere its values are strays.
            var (kept, moved, digest) = table is null ? (0L, 0L, "0") : await KeptAsync(new SurvivorColumn(number, name, table, keys), share, cancellationToken);
            var (strayed, place) = strays.GetValueOrDefault(number);
            if (moved > 0) (strayed, place) = (strayed + moved, name.ToString());
            await session.RunAsync(
                $"INSERT INTO {SqlNames.Own}.verdict VALUES ($1, $2, $3, $4, $5, $6, $7)",
                cancellationToken, name.Full, rows, total, kept, strayed, place ?? "", new Session.Untyped(digest));
        }

        await session.RunAsync($"DROP TABLE {Words.Originals}, {Words.Phrases}", cancellationToken);
        return null;
    }

    // Rows with another key, or none, are compared with every original; of a nearly unique column all rows are, as its values may have changed places.
    private async Task<(long Kept, long Moved, string Digest)> KeptAsync(SurvivorColumn column, int share, CancellationToken cancellationToken)
    {
        // A key that a file has dropped tells nothing any more.
        if (column.Keys.Any(key => column.Table.Columns.All(one => one.Name != key))) column = column with { Keys = [] };
        var mayMeet = _masked.TryGetValue(column.Name.Full, out var mask) && mask is MaskKind.Name or MaskKind.Digits;
        var isEverywhere = !mayMeet && await session.ValueAsync<bool>($"SELECT {Words.NearlyUnique("$1")}", cancellationToken, column.Number) is true;
        var (kept, moved) = (await session.RowsAsync(
            $"""
            WITH present AS (SELECT {Words.Hash(column.Key, "$1")} AS key, {Words.Hash(column.Value, "$1")} AS value, {SampleShare.Condition(column.Key, "$3", "$4")} AS is_sampled
                FROM {column.Table.From} AS t WHERE {column.Value} <> ''),
            everything AS (SELECT DISTINCT value FROM {Words.Originals} WHERE col = $2)
            SELECT count(*) FILTER (WHERE is_same), count(*) FILTER (WHERE NOT is_same AND $6)
            FROM (SELECT coalesce(o.value = present.value, is_sampled) AS is_same
                FROM present JOIN everything e ON e.value = present.value LEFT JOIN {Words.Originals} o ON $5 AND o.col = $2 AND o.key = present.key) found
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancellationToken,
            _keys.For("survivors"),
            column.Number,
            _keys.Seed("sample"),
            share,
            column.Keys.Count > 0,
            isEverywhere))[0];
        return (kept, moved, await DigestAsync(session, column.Table, column.Name, _keys.Seed("digests"), cancellationToken));
    }

    /// <summary>A digest of one column.</summary>
    public static async Task<string> DigestAsync(Session session, TableShape table, ColumnName name, long seed, CancellationToken cancellationToken) => (await session.RowsAsync(
        $"SELECT {ColumnDigests.Expressions($"t.{SqlNames.Quote(name.Column)}", "$1")} FROM {table.From} AS t", row => row.GetString(1), cancellationToken, seed))[0];

    private async Task<SortedDictionary<short, (long Count, string Place)>> StraysAsync(IReadOnlyList<TableShape> tables, Dictionary<string, short> numbers, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<short, (long Count, string Place)>();
        var sizes = await session.RowsAsync($"SELECT DISTINCT words FROM {Words.Phrases} ORDER BY 1", row => row.GetInt16(0), cancellationToken);
        if (sizes.Count == 0) return found;
        await session.RunAsync($"ANALYZE {Words.Phrases}", cancellationToken);
        foreach (var table in tables)
        {
            foreach (var column in table.Columns.Where(column => column.IsText))
            {
                var name = table[column];
                progress?.Report(new WorkProgress("after", name.ToString(), 0, 0));
                foreach (var (number, count) in await StraysAsync(table, column, numbers, [.. sizes], cancellationToken))
                    found[number] = found.TryGetValue(number, out var before) ? (before.Count + count, before.Place) : (count, name.ToString());
            }
        }

        return found;
    }

    // In a survivors' column itself, whole values are counted by their keys; what is left are values that stand in longer ones. Digits that are masked may become another's original, and are masked alike in all columns of one kind, as in a
    // key and what refers to it.
    private Task<IReadOnlyList<(short Column, long Count)>> StraysAsync(TableShape table, ColumnShape column, IReadOnlyDictionary<string, short> numbers, short[] sizes, CancellationToken cancellationToken)
    {
        var (value, name) = (column.Words, table[column].Full);
        var mask = _masked.TryGetValue(name, out var kind) ? kind : (MaskKind?)null;
        var chance = mask switch { MaskKind.Name => "n", MaskKind.Digits => "d", _ => "" };
        short[] own = [.. numbers.Where(one => one.Key == name || (mask == MaskKind.Digits && _masked.TryGetValue(one.Key, out var other) && other == MaskKind.Digits)).Select(one => one.Value)];
        var originals = $"LEFT JOIN (SELECT value, array_agg(DISTINCT col) AS cols FROM {Words.Originals} WHERE col = ANY ($3) GROUP BY value) AS e ON e.value = {Words.Hash($"t.{SqlNames.Quote(column.Name)}::text", "$1")}";
        return session.RowsAsync(
            $"""
            WITH texts AS MATERIALIZED (SELECT {Words.Of(value)} AS w, {(own.Length == 0 ? "$3::int2[]" : "coalesce(e.cols, '{}')")} AS whole FROM {table.From} AS t {(own.Length == 0 ? "" : originals)} WHERE length({value}) >= 6),
            grams AS (SELECT {Words.Hash("array_to_string(w[i:i + n - 1], ' ')", "$1")} AS phrase, whole FROM texts, unnest($2::int2[]) AS n, generate_series(1, array_length(w, 1) - n + 1) AS i)
            SELECT p.col, count(*) FROM grams JOIN {Words.Phrases} p USING (phrase) WHERE p.kind <> $4 AND NOT p.col = ANY (whole) GROUP BY p.col ORDER BY p.col
            """,
            row => (Column: row.GetInt16(0), Count: row.GetInt64(1)),
            cancellationToken,
            _keys.For("survivors"),
            sizes,
            own,
            chance);
    }

    /// <summary>What the search found, judged: a failure that says table and column and how many, or null.</summary>
    /// <param name="session">The database.</param>
    /// <param name="columns">The columns that matter, as full names; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<WorkFailure?> JudgeAsync(Session session, IReadOnlyCollection<string>? columns, CancellationToken cancellationToken)
    {
        var rows = await session.RowsAsync(
            $"SELECT name, kept, strayed, place FROM {SqlNames.Own}.verdict WHERE kept > 0 OR strayed > 0 ORDER BY name",
            row => (Name: row.GetString(0), Kept: row.GetInt64(1), Strayed: row.GetInt64(2), Place: row.GetString(3)),
            cancellationToken);
        var sentences = rows.Where(row => columns is null || columns.Contains(row.Name)).Select(row => row switch
        {
            { Kept: > 0, Strayed: > 0 } => $"{Short(row.Name)}: {row.Kept} rows kept their value, and originals stand {row.Strayed} times elsewhere, first in {row.Place}",
            { Kept: > 0 } => $"{Short(row.Name)}: {row.Kept} rows kept their value",
            _ => $"{Short(row.Name)}: originals stand {row.Strayed} times elsewhere, first in {row.Place}",
        }).ToList();
        return sentences.Count == 0 ? null : new WorkFailure(ErrorKind.Terminal, WorkProblem.Unclean, $"survivors: {string.Join("; ", sentences)}");
    }

    private static string Short(string name) => ColumnName.Parse(name)!.Value.ToString();
}
