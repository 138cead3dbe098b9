using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>A digest of each column: the sum of a seeded hash over its values, in no order. The seed comes from the run's key, so that the digest of a short column cannot be guessed back.</summary>
internal static class ColumnDigests
{
    // A query may give 1,664 columns (MaxTupleAttributeNumber).
    private const int ColumnsAtOnce = 500;

    /// <summary>The digest of one column: how many values, and the sum.</summary>
    public static string Expressions(string column, string seed) =>
        $"count({column}), coalesce(sum(hashtextextended({column}::text COLLATE \"C\", {seed})), 0)::text";

    /// <summary>The digests of all columns of a table, one pass for up to 500 of them.</summary>
    public static async Task<IReadOnlyDictionary<string, (long Filled, string Digest)>> OfAsync(Session session, TableShape table, long seed, CancellationToken cancellationToken)
    {
        var digests = new SortedDictionary<string, (long, string)>(StringComparer.Ordinal);
        foreach (var columns in table.Columns.Chunk(ColumnsAtOnce))
        {
            var picks = string.Join(", ", columns.Select(column => Expressions($"t.{SqlNames.Quote(column.Name)}", "$1")));
            await session.RowsAsync(
                $"SELECT {picks} FROM {table.From} AS t",
                row =>
                {
                    for (var index = 0; index < columns.Length; index++) digests[table[columns[index]].Full] = (row.GetInt64(2 * index), row.GetString((2 * index) + 1));
                    return 0;
                },
                cancellationToken,
                seed);
        }

        return digests;
    }

    /// <summary>Writes a digest down.</summary>
    public static Task StoreAsync(Session session, string name, (long Filled, string Digest) digest, CancellationToken cancellationToken) => session.RunAsync(
        $"INSERT INTO {SqlNames.Own}.columns VALUES ($1, $2, $3::numeric)", cancellationToken, name, digest.Filled, new Session.Untyped(digest.Digest));
}
