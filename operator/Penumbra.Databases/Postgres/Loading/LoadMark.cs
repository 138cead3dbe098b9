using System.Security.Cryptography;
using System.Text;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>
/// What stands in a new server, told by itself: nothing, a load that was begun, or one that was compared whole. The mark of the last is keyed, and of these two databases: so
/// nobody but a worker of this refresh can have set it, and a new database is of no use for another temporary one.
/// </summary>
internal static class LoadMark
{
    /// <summary>The database in which it stands, which every server has from the beginning.</summary>
    public const string Place = "postgres";

    private const string Table = $"{SqlNames.Own}.load";

    private const string IsUntouched = $"""
        SELECT NOT EXISTS (SELECT FROM pg_database WHERE datname NOT IN ('template0', 'template1', '{Place}') AND datname <> ALL ($1))
            AND NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {SqlNames.PeoplesSchema} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))
        """;

    /// <summary>Whether a load was compared whole (true), nothing was begun (false), or something else stands there (null).</summary>
    public static async Task<bool?> ReadAsync(Session session, LoadPlan plan, DatabaseTarget target, CancellationToken cancellationToken)
    {
        if (await session.ValueAsync<bool>($"SELECT to_regnamespace('{SqlNames.Own}') IS NULL", cancellationToken) is true)
            return await session.ValueAsync<bool>(IsUntouched, cancellationToken, (object)target.PlatformDatabases.ToArray()) is true ? false : null;
        if (await session.ValueAsync<bool>($"SELECT to_regclass('{Table}') IS NOT NULL", cancellationToken) is not true) return null;
        var marks = await session.RowsAsync($"SELECT mark FROM {Table}", row => row.GetFieldValue<byte[]>(0), cancellationToken);
        return marks is [var mark] && CryptographicOperations.FixedTimeEquals(mark, Of(plan)) ? true : null;
    }

    /// <summary>Before anything else: from here on the server is not empty.</summary>
    public static async Task BeginAsync(Session session, CancellationToken cancellationToken)
    {
        await session.RunAsync($"CREATE SCHEMA {SqlNames.Own}", cancellationToken);
        await session.RunAsync($"CREATE TABLE {Table} (mark bytea NOT NULL)", cancellationToken);
        await session.RunAsync($"REVOKE ALL ON SCHEMA {SqlNames.Own} FROM PUBLIC", cancellationToken);
    }

    /// <summary>After everything else.</summary>
    public static Task SetAsync(Session session, LoadPlan plan, CancellationToken cancellationToken) => session.RunAsync($"INSERT INTO {Table} VALUES ($1)", cancellationToken, Of(plan));

    private static byte[] Of(LoadPlan plan) => HMACSHA256.HashData(plan.Key.Span, Encoding.UTF8.GetBytes($"loaded/{plan.FromResourceId}/{plan.ResourceId}"));
}
