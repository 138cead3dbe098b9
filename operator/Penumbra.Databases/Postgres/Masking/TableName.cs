namespace Penumbra.Databases.Postgres.Masking;

/// <summary>A table's name.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Table">The table.</param>
internal readonly record struct TableName(string Schema, string Table)
{
    /// <summary>Reads <c>table</c> (in <c>public</c>) or <c>schema.table</c>; null for anything else. Names are taken as they are stored, so in lower case as a rule.</summary>
    public static TableName? Parse(string text) => text.Split('.') switch
    {
        [{ Length: > 0 } table] => new TableName("public", table),
        [{ Length: > 0 } schema, { Length: > 0 } table] => new TableName(schema, table),
        _ => null,
    };

    /// <summary>The name as people write it: without <c>public</c>.</summary>
    public override string ToString() => Schema == "public" ? Table : $"{Schema}.{Table}";
}
