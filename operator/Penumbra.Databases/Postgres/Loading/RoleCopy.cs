using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>
/// The roles of the verified server, made anew: names, rights, memberships and settings, without LOGIN and without passwords. So <c>pg_authid</c> of the new server has never held one but the
/// worker's own.
/// </summary>
internal sealed class RoleCopy(DatabaseTarget target)
{
    private const string Roles = """
        SELECT rolname::text, format('CREATE ROLE %I NOLOGIN%s%s%s%s%s%s CONNECTION LIMIT %s', rolname, CASE WHEN rolinherit THEN '' ELSE ' NOINHERIT' END, CASE WHEN rolsuper THEN ' SUPERUSER' ELSE '' END,
            CASE WHEN rolcreatedb THEN ' CREATEDB' ELSE '' END, CASE WHEN rolcreaterole THEN ' CREATEROLE' ELSE '' END, CASE WHEN rolreplication THEN ' REPLICATION' ELSE '' END,
            CASE WHEN rolbypassrls THEN ' BYPASSRLS' ELSE '' END, rolconnlimit)
        FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user AND rolname <> ALL ($1) ORDER BY rolname COLLATE "C"
        """;

    private const string Members = """
        SELECT format('GRANT %I TO %I', r.rolname, m.rolname) || OPTIONS FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
        WHERE r.rolname <> ALL ($1) AND m.rolname <> ALL ($1) AND (r.rolname !~ '^pg_' OR m.rolname !~ '^pg_') ORDER BY 1
        """;

    // A list (search_path) is stored as it may be written; every other value is one text.
    private const string Settings = """
        SELECT CASE WHEN s.setrole = 0 THEN format('ALTER DATABASE %I', d.datname) WHEN s.setdatabase = 0 THEN format('ALTER ROLE %I', r.rolname) ELSE format('ALTER ROLE %I IN DATABASE %I', r.rolname, d.datname) END
            || format(' SET %s TO ', split_part(c, '=', 1))
            || CASE WHEN split_part(c, '=', 1) IN ('search_path', 'local_preload_libraries', 'session_preload_libraries', 'temp_tablespaces') AND substr(c, strpos(c, '=') + 1) <> '' THEN substr(c, strpos(c, '=') + 1)
               ELSE quote_literal(substr(c, strpos(c, '=') + 1)) END
        FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS c LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
        WHERE (s.setrole = 0 OR r.rolname <> ALL ($1) AND r.rolname !~ '^pg_') AND (s.setdatabase = 0 OR d.datname <> ALL ($2)) AND (s.setrole <> 0 OR s.setdatabase <> 0) ORDER BY 1
        """;

    private readonly string[] _platform = [.. target.PlatformRoles];
    private readonly List<string> _lent = [];

    /// <summary>Makes roles and memberships.</summary>
    public async Task MakeAsync(Session from, Session into, CancellationToken cancellationToken)
    {
        var there = (await into.TextsAsync("SELECT rolname::text FROM pg_roles", cancellationToken)).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, statement) in await from.RowsAsync(Roles, row => (row.GetString(0), row.GetString(1)), cancellationToken, (object)_platform))
        {
            if (!there.Contains(name)) await into.RunAsync(statement, cancellationToken);
        }

        var members = Members.Replace("OPTIONS", from.Version >= 16
            ? "format(' WITH ADMIN %s, INHERIT %s, SET %s', a.admin_option, a.inherit_option, a.set_option)"
            : "CASE WHEN a.admin_option THEN ' WITH ADMIN OPTION' ELSE '' END", StringComparison.Ordinal);
        var granted = (await into.TextsAsync(members, cancellationToken, (object)_platform)).ToHashSet(StringComparer.Ordinal);
        foreach (var grant in await from.TextsAsync(members, cancellationToken, (object)_platform))
        {
            if (!granted.Contains(grant)) await into.RunAsync(grant, cancellationToken);
        }
    }

    /// <summary>Who is no superuser gives a thing away only to a role that he is a member of: for the time of the load.</summary>
    public async Task LendAsync(Session from, Session into, CancellationToken cancellationToken)
    {
        foreach (var (name, _) in await from.RowsAsync(Roles, row => (row.GetString(0), row.GetString(1)), cancellationToken, (object)_platform))
        {
            if (await into.ValueAsync<bool>("SELECT pg_has_role(current_user, $1, 'MEMBER') OR pg_has_role($1, current_user, 'MEMBER')", cancellationToken, name) is not false) continue;
            await into.RunAsync($"GRANT {SqlNames.Quote(name)} TO CURRENT_USER", cancellationToken);
            _lent.Add(name);
        }
    }

    /// <summary>Gives roles and databases their settings, and takes back what was lent.</summary>
    public async Task EndAsync(Session from, Session into, CancellationToken cancellationToken)
    {
        string[] databases = [.. target.PlatformDatabases];
        foreach (var setting in await from.TextsAsync(Settings, cancellationToken, _platform, databases)) await into.RunAsync(setting, cancellationToken);
        foreach (var name in _lent) await into.RunAsync($"REVOKE {SqlNames.Quote(name)} FROM CURRENT_USER", cancellationToken);
        _lent.Clear();
    }
}
