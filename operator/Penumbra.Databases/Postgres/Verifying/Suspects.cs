using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>Looks for columns that nobody masked and that look like personal data: by name, by contents, because they are new, or because they hold bytes beside what was masked.</summary>
internal sealed class Suspects(Session session, VerifyPlan plan, IProgress<WorkProgress>? progress)
{
    private const int Shown = 50;
    private readonly MaskKeys _keys = new(plan.Key.Span);
    private readonly List<string> _found = [];
    private readonly SortedDictionary<string, string> _digests = new(StringComparer.Ordinal);
    private int _looked;
    private int _columns;

    /// <summary>The digests of all columns, after <see cref="RunAsync"/>.</summary>
    public IReadOnlyDictionary<string, string> Digests => _digests;

    /// <summary>The check: its report, or what it found.</summary>
    public async Task<(CheckReport? Report, string? Problem)> RunAsync(VerifyCheck.Suspects check, CancellationToken cancellationToken)
    {
        if (plan.MissingColumns is { } missing) return (null, $"the list of known columns is gone: {missing} holds none although a verified snapshot stands in status, so that nobody can tell which columns are new: put the list back, or look at them all and let it say *");
        var before = await session.RowsAsync(
            $"SELECT name, filled, digest::text FROM {SqlNames.Own}.columns", row => (Name: row.GetString(0), Filled: row.GetInt64(1), Digest: row.GetString(2)), cancellationToken);
        var originals = before.ToDictionary(column => column.Name, column => (column.Filled, column.Digest), StringComparer.Ordinal);
        var tables = await TableShape.ReadAsync(session, cancellationToken);
        if (originals.Count == 0 && tables.Count > 0) return (null, "the original was not looked at before it was sanitized");
        var allowed = check.Allow.Select(ColumnName.Parse).OfType<ColumnName>().Select(name => name.Full).ToHashSet(StringComparer.Ordinal);
        for (var index = 0; index < tables.Count; index++)
        {
            progress?.Report(new WorkProgress(check.Name, tables[index].Name.ToString(), index, tables.Count));
            await LookAsync(tables[index], originals, allowed, cancellationToken);
        }

        if (_found.Count == 0) return (new CheckReport(check.Name, _looked, _columns, string.Create(CultureInfo.InvariantCulture, $"{_columns} columns, {_looked} of them left as they were and looked into")), null);
        var more = _found.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {_found.Count - Shown} more") : "";
        return (null, $"left as they were: {string.Join("; ", _found.Take(Shown))}{more}");
    }

    private async Task LookAsync(TableShape table, Dictionary<string, (long Filled, string Digest)> originals, HashSet<string> allowed, CancellationToken cancellationToken)
    {
        var digests = await ColumnDigests.OfAsync(session, table, _keys.Seed("digests"), cancellationToken);
        foreach (var (name, digest) in digests) _digests[name] = $"{digest.Filled}:{digest.Digest}";
        _columns += digests.Count;
        // A column that was not there before, or has another name now, counts as left as it was: nobody can tell.
        var left = table.Columns.Where(column => digests[table[column].Full] is { Filled: > 0 } digest
            && !allowed.Contains(table[column].Full) && (!originals.TryGetValue(table[column].Full, out var original) || original == digest)).ToList();
        _looked += left.Count;

        // Whoever replaced values of a table holds it for one of people.
        var isReplaced = table.Columns.Any(column => originals.TryGetValue(table[column].Full, out var original) && original != digests[table[column].Full]);
        var contents = await ContentsAsync(table, [.. left.Where(column => column.IsText)], cancellationToken);
        foreach (var column in left)
        {
            var name = table[column];
            var reason = PersonalData.IsNamed(table.Name.Table, column.Name) && !column.IsClosed ? "its name"
                : contents.GetValueOrDefault(column.Name) is { } content ? content
                : column.IsBytes && isReplaced ? "bytes that nobody looks into, beside values that were replaced"
                : !column.IsClosed && plan.KnownColumns?.Contains(name.Full) is false ? "new since the last good run"
                : null;
            if (reason is not null) _found.Add($"{name} ({reason})");
        }
    }

    private async Task<SortedDictionary<string, string>> ContentsAsync(TableShape table, IReadOnlyList<ColumnShape> columns, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var some in columns.Chunk(50))
        {
            var picks = some.Select(column => $"count({Text(column)}), " + string.Join(", ", PersonalData.Contents.Select(content => $"count(*) FILTER (WHERE {string.Format(CultureInfo.InvariantCulture, content.Condition, Text(column))})")));
            await session.RowsAsync(
                $"SELECT {string.Join(", ", picks)} FROM {table.From} AS t",
                row =>
                {
                    for (var index = 0; index < some.Length; index++) Judge(some[index], index * (PersonalData.Contents.Length + 1), row.GetInt64, found);
                    return 0;
                },
                cancellationToken);
        }

        return found;
    }

    private static void Judge(ColumnShape column, int at, Func<int, long> count, SortedDictionary<string, string> found)
    {
        var filled = count(at);
        for (var kind = 0; kind < PersonalData.Contents.Length; kind++)
        {
            var (name, _, share) = PersonalData.Contents[kind];
            var like = count(at + 1 + kind);
            if (like > 0 && like >= share * filled) found.TryAdd(column.Name, string.Create(CultureInfo.InvariantCulture, $"{like} of {filled} look like {name}"));
        }
    }

    private static string Text(ColumnShape column) => $"t.{SqlNames.Quote(column.Name)}::text";
}
