namespace Penumbra.Databases.Postgres.Statements;

/// <summary>Names as PostgreSQL reads them.</summary>
internal static class SqlNames
{
    /// <summary>The schema of our own tables: marks, hashes, the proof. Everything that looks at a database's tables leaves it out.</summary>
    public const string Own = "penumbra_refresh";

    /// <summary>A name in double quotes, whatever it holds.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A schema's object in double quotes.</summary>
    public static string Quote(string schema, string name) => $"{Quote(schema)}.{Quote(name)}";

    /// <summary>Condition on <c>pg_namespace n</c>: a schema that people made.</summary>
    public const string PeoplesSchema = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'penumbra_refresh') AND n.nspname !~ '^pg_(temp|toast_temp)_'";
}
