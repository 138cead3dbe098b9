using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Loading;

/// <summary>
/// What the checks need to know of the original to run again in the new database: the verdict on survivors and the keyed digests of columns. Marks of statements, and all else of our own schema, stay
/// behind.
/// </summary>
internal static class CheckTables
{
    private const string Verdicts = $"SELECT name, looked, total, kept, strayed, place, digest::text FROM {SqlNames.Own}.verdict ORDER BY 1";

    private const string Columns = $"SELECT name, filled, digest::text FROM {SqlNames.Own}.columns ORDER BY 1";

    /// <summary>Makes and fills them.</summary>
    public static async Task CarryAsync(Session from, Session into, CancellationToken cancellationToken)
    {
        await Marks.MakeTablesAsync(into, cancellationToken);
        foreach (var (name, looked, total, kept, strayed, place, digest) in await from.RowsAsync(
            Verdicts, row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5), row.GetString(6)), cancellationToken))
        {
            await into.RunAsync($"INSERT INTO {SqlNames.Own}.verdict VALUES ($1, $2, $3, $4, $5, $6, $7::numeric)", cancellationToken, name, looked, total, kept, strayed, place, new Session.Untyped(digest));
        }

        foreach (var (name, filled, digest) in await from.RowsAsync(Columns, row => (row.GetString(0), row.GetInt64(1), row.GetString(2)), cancellationToken))
            await into.RunAsync($"INSERT INTO {SqlNames.Own}.columns VALUES ($1, $2, $3::numeric)", cancellationToken, name, filled, new Session.Untyped(digest));
    }
}
