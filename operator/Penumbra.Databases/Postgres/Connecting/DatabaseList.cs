namespace Penumbra.Databases.Postgres.Connecting;

/// <summary>The databases of a server.</summary>
internal static class DatabaseList
{
    /// <summary>Those that can be entered, sorted, and those that cannot, sorted; without the platform's own, and without template0, which nobody ever wrote to.</summary>
    public static async Task<(IReadOnlyList<string> Open, IReadOnlyList<string> Closed)> ListAsync(Session session, DatabaseTarget target, CancellationToken cancellationToken)
    {
        var all = await session.RowsAsync(
            "SELECT datname::text, datallowconn AND has_database_privilege(oid, 'CONNECT') FROM pg_database WHERE datname <> 'template0' AND datname <> ALL ($1) ORDER BY datname COLLATE \"C\"",
            row => (Name: row.GetString(0), IsOpen: row.GetBoolean(1)),
            cancellationToken,
            (object)target.PlatformDatabases.ToArray());
        return ([.. all.Where(database => database.IsOpen).Select(database => database.Name)], [.. all.Where(database => !database.IsOpen).Select(database => database.Name)]);
    }
}
