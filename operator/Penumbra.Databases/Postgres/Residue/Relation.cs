using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Residue;

/// <summary>A table, a partition, a materialised view or a catalog: what has files of its own.</summary>
/// <param name="Oid">Its oid.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Table">Its name.</param>
/// <param name="IsCatalog">Whether it is PostgreSQL's own.</param>
/// <param name="IsShared">Whether it is a catalog of the whole server.</param>
/// <param name="Files">The numbers of its files, those of its long values and of all its indexes: <c>oid:filenode</c>, sorted.</param>
internal sealed record Relation(uint Oid, string Schema, string Table, bool IsCatalog, bool IsShared, string Files)
{
    // What people's values get into beside their tables. The other catalogs hold shapes and change with every rewrite.
    private static readonly string[] Holding = ["pg_statistic", "pg_statistic_ext", "pg_statistic_ext_data", "pg_largeobject", "pg_largeobject_metadata", "pg_user_mapping", "pg_foreign_server"];

    // The last ones, because rewriting any other changes them.
    private const string Query = """
        SELECT c.oid, n.nspname::text, c.relname::text, n.nspname = 'pg_catalog', c.relisshared,
            (SELECT string_agg(f.oid || ':' || pg_relation_filenode(f.oid), ' ' ORDER BY f.oid) FROM pg_class f
             WHERE f.oid = c.oid OR f.oid = c.reltoastrelid OR f.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (c.oid, c.reltoastrelid)))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'pg_toast' AND c.relpersistence <> 't' AND (NOT c.relisshared OR $1)
        ORDER BY n.nspname = 'pg_catalog', c.relname IN ('pg_depend', 'pg_type', 'pg_index', 'pg_attribute', 'pg_class'), n.nspname COLLATE "C", c.relname COLLATE "C"
        """;

    /// <summary>Its name as people write it.</summary>
    public string Name => new Masking.TableName(Schema, Table).ToString();

    /// <summary>Its name as PostgreSQL reads it.</summary>
    public string Quoted => SqlNames.Quote(Schema, Table);

    /// <summary>Whether no dead row may be left in it.</summary>
    public bool IsProved => !IsCatalog || Holding.Contains(Table);

    /// <summary>Whether it is rewritten where that is allowed, and nobody claims anything about it.</summary>
    public bool IsOptional => !IsProved;

    /// <summary>All of a database; the catalogs of the whole server in the database that is made clean, and only for a superuser, whom PostgreSQL asks for.</summary>
    public static async Task<IReadOnlyList<Relation>> ReadAsync(Session session, DatabaseTarget target, CancellationToken cancellationToken)
    {
        var isSuper = await session.ValueAsync<bool>("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", cancellationToken) is true;
        return await session.RowsAsync(
            Query,
            row => new Relation(row.GetFieldValue<uint>(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4), row.GetString(5)),
            cancellationToken,
            isSuper && session.Database == target.Database);
    }

    /// <summary>Whether any file of the first list is in the second.</summary>
    public static bool Kept(string before, string after)
    {
        var numbers = after.Split(' ').Select(file => file[(file.IndexOf(':', StringComparison.Ordinal) + 1)..]).ToHashSet(StringComparer.Ordinal);
        return before.Split(' ').Any(file => numbers.Contains(file[(file.IndexOf(':', StringComparison.Ordinal) + 1)..]));
    }
}
