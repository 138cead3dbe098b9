namespace Penumbra.Databases.Postgres.Masking;

/// <summary>A column's name.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Column">The column.</param>
internal readonly record struct ColumnName(TableName Table, string Column)
{
    /// <summary>Reads <c>table.column</c> or <c>schema.table.column</c>; null for anything else.</summary>
    public static ColumnName? Parse(string text)
    {
        var cut = text.LastIndexOf('.');
        return cut > 0 && cut < text.Length - 1 && TableName.Parse(text[..cut]) is { } table ? new ColumnName(table, text[(cut + 1)..]) : null;
    }

    /// <summary>The name with its schema always, as stored lists have it.</summary>
    public string Full => $"{Table.Schema}.{Table.Table}.{Column}";

    /// <summary>The name as people write it.</summary>
    public override string ToString() => $"{Table}.{Column}";
}
