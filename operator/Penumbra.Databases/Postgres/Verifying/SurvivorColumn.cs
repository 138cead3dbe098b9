using System.Globalization;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>A column whose originals are looked for.</summary>
/// <param name="Number">Its number among them.</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">Its table.</param>
/// <param name="Keys">The columns that tell rows apart and keep their values; empty when there are none, and then a value is looked for in the whole column.</param>
internal sealed record SurvivorColumn(short Number, ColumnName Name, TableShape Table, IReadOnlyList<string> Keys)
{
    /// <summary>The value in the row <c>t</c>, as text.</summary>
    public string Value => $"t.{SqlNames.Quote(Name.Column)}::text";

    /// <summary>The key in the row <c>t</c>, as text; the value itself where there is none.</summary>
    public string Key => Keys.Count == 0 ? Value : string.Join(" || chr(31) || ", Keys.Select(key => $"t.{SqlNames.Quote(key)}::text"));

    /// <summary>The columns of the checks of a plan, found in the database.</summary>
    public static async Task<WorkResult<IReadOnlyList<SurvivorColumn>>> FindAsync(Session session, IReadOnlyList<VerifyCheck> checks, IReadOnlyList<SanitizeStep> steps, CancellationToken cancellationToken)
    {
        var names = checks.OfType<VerifyCheck.Survivors>().SelectMany(check => check.Columns).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (names.Count == 0) return new WorkResult<IReadOnlyList<SurvivorColumn>>([], null);
        var tables = await TableShape.ReadAsync(session, cancellationToken);
        var changing = names.Concat(steps.OfType<SanitizeStep.Mask>().SelectMany(step => step.Rules).Select(rule => $"{rule.Table}.{rule.Column}"))
            .Select(ColumnName.Parse).OfType<ColumnName>().Select(name => name.Full).ToHashSet(StringComparer.Ordinal);
        var columns = new List<SurvivorColumn>();
        foreach (var text in names)
        {
            if (ColumnName.Parse(text) is not { } name) return NotFound($"{text} is not the name of a column: write table.column or schema.table.column");
            if (tables.FirstOrDefault(table => table.Name == name.Table) is not { } table) return NotFound($"survivors: there is no table {name.Table}; there are {string.Join(", ", tables.Take(20).Select(one => one.Name))}");
            if (table.Columns.All(column => column.Name != name.Column))
                return NotFound($"survivors: the table {name.Table} has no column {name.Column}; it has {string.Join(", ", table.Columns.Select(column => column.Name))}");
            columns.Add(new SurvivorColumn((short)columns.Count, name, table, await KeysAsync(session, table, changing, cancellationToken)));
        }

        return new WorkResult<IReadOnlyList<SurvivorColumn>>(columns, null);
    }

    // The primary key first, then any other unique index of whole, filled columns; none that is about to change.
    private static async Task<IReadOnlyList<string>> KeysAsync(Session session, TableShape table, HashSet<string> changing, CancellationToken cancellationToken)
    {
        var keys = await session.RowsAsync(
            """
            SELECT array(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
                WHERE k.place <= i.indnkeyatts ORDER BY k.place)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = $1 AND c.relname = $2 AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
              AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND NOT a.attnotnull)
            ORDER BY NOT i.indisprimary, i.indnkeyatts, i.indexrelid
            """,
            row => row.GetFieldValue<string[]>(0),
            cancellationToken,
            table.Name.Schema,
            table.Name.Table);
        return keys.FirstOrDefault(key => !key.Any(column => changing.Contains(new ColumnName(table.Name, column).Full))) ?? [];
    }

    private static WorkFailure NotFound(string sentence) => new(ErrorKind.Terminal, WorkProblem.NotFound, sentence);

    /// <summary>Its number as SQL has it.</summary>
    public string NumberText => Number.ToString(CultureInfo.InvariantCulture);
}
