using Npgsql;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>A database as a whole: what CREATE DATABASE and what comes behind it must say. Its settings are the roles' matter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Locale">Encoding, collation and character types, as CREATE DATABASE takes them.</param>
/// <param name="Limit">How many connections it takes; -1 for any number.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="Rest">What is said once it is filled: comment, template, rights.</param>
internal sealed record DatabaseShape(string Name, string Locale, int Limit, string Owner, IReadOnlyList<string> Rest)
{
    private const string Shape = """
        SELECT d.datname::text, format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(d.encoding), d.datcollate, d.datctype) || PROVIDER, d.datconnlimit, pg_get_userbyid(d.datdba)::text,
            shobj_description(d.oid, 'pg_database'), d.datistemplate, d.datacl IS NOT NULL
        FROM pg_database d WHERE d.datname = $1
        """;

    private const string Rights = """
        SELECT format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, d.datname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = $1 AND a.grantee <> d.datdba ORDER BY 1
        """;

    // What somebody has made in a database that every server has.
    private const string Filled = $"""
        SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {SqlNames.PeoplesSchema})
            OR EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {SqlNames.PeoplesSchema})
            OR EXISTS (SELECT FROM pg_namespace n WHERE {SqlNames.PeoplesSchema} AND n.nspname <> 'public')
            OR EXISTS (SELECT FROM pg_extension WHERE extname <> 'plpgsql') OR EXISTS (SELECT FROM pg_largeobject_metadata)
        """;

    /// <summary>Whether every server has a database of this name.</summary>
    public bool IsGiven => Name is "postgres" or "template1";

    /// <summary>Reads it, from within itself.</summary>
    public static async Task<DatabaseShape> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var provider = session.Version switch
        {
            < 15 => "''",
            < 17 => "CASE d.datlocprovider WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', d.daticulocale) ELSE ' LOCALE_PROVIDER libc' END",
            _ => "CASE d.datlocprovider WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', d.datlocale) WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', d.datlocale) ELSE ' LOCALE_PROVIDER libc' END",
        };
        if (session.Version >= 16) provider += " || CASE WHEN d.daticurules IS NULL THEN '' ELSE format(' ICU_RULES %L', d.daticurules) END";
        var rows = await session.RowsAsync(
            Shape.Replace("PROVIDER", provider, StringComparison.Ordinal),
            row => (Name: row.GetString(0), Locale: row.GetString(1), Limit: row.GetInt32(2), Owner: row.GetString(3), Comment: Text(row, 4), IsTemplate: row.GetBoolean(5), HasRights: row.GetBoolean(6)),
            cancellationToken,
            session.Database);
        var (name, locale, limit, owner, comment, isTemplate, hasRights) = rows[0];
        var rest = new List<string>();
        if (comment is not null) rest.Add($"COMMENT ON DATABASE {SqlNames.Quote(name)} IS '{comment.Replace("'", "''", StringComparison.Ordinal)}'");
        if (isTemplate && name != "template1") rest.Add($"ALTER DATABASE {SqlNames.Quote(name)} IS_TEMPLATE true");
        if (hasRights && name is not ("postgres" or "template1"))
        {
            rest.Add($"REVOKE ALL ON DATABASE {SqlNames.Quote(name)} FROM PUBLIC");
            rest.AddRange(await session.TextsAsync(Rights, cancellationToken, name));
        }

        return new DatabaseShape(name, locale, limit, owner, rest);
    }

    /// <summary>Whether there is anything of people's in it.</summary>
    public static async Task<bool> IsFilledAsync(Session session, CancellationToken cancellationToken) => await session.ValueAsync<bool>(Filled, cancellationToken) is true;

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
