using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Databases.Postgres.Statements;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>
/// Takes down what the checks need to know of the original, before anything changes: keyed hashes for survivors, digests of columns for suspects. The tables
/// of hashes are dropped before the rewrite.
/// </summary>
internal sealed class Originals(Session session, SanitizePlan plan, IProgress<WorkProgress>? progress)
{
    private readonly MaskKeys _keys = new(plan.Key.Span);

    /// <summary>Takes them down, in the caller's transaction.</summary>
    public async Task<WorkFailure?> TakeDownAsync(CancellationToken cancellationToken)
    {
        var found = await SurvivorColumn.FindAsync(session, plan.Checks, plan.Steps, cancellationToken);
        if (found.Value is not { } columns) return found.Failure;
        await session.RunAsync($"CREATE UNLOGGED TABLE {Words.Originals} (col int2 NOT NULL, key bytea NOT NULL, value bytea NOT NULL)", cancellationToken);
        await session.RunAsync($"CREATE UNLOGGED TABLE {Words.Phrases} (col int2 NOT NULL, words int2 NOT NULL, kind text NOT NULL, phrase bytea NOT NULL)", cancellationToken);
        await session.RunAsync($"CREATE TABLE IF NOT EXISTS {SqlNames.Own}.taken (col int2 PRIMARY KEY, name text NOT NULL, total bigint NOT NULL, taken bigint NOT NULL, share int NOT NULL, keys text[] NOT NULL)", cancellationToken);
        foreach (var column in columns)
        {
            progress?.Report(new WorkProgress("before", column.Name.ToString(), column.Number, columns.Count));
            await TakeDownAsync(column, cancellationToken);
        }

        if (plan.Checks.Any(check => check is VerifyCheck.Suspects)) await DigestsAsync(cancellationToken);
        return null;
    }

    private async Task TakeDownAsync(SurvivorColumn column, CancellationToken cancellationToken)
    {
        var key = _keys.For("survivors");
        var total = await session.ValueAsync<long>($"SELECT count(*) FROM {column.Table.From} AS t WHERE {column.Value} <> ''", cancellationToken) ?? 0;
        var share = SampleShare.Of(total, plan.SurvivorRows);
        var taken = await session.RunAsync(
            $"""
            INSERT INTO {Words.Originals} SELECT $2, {Words.Hash(column.Key, "$1")}, {Words.Hash(column.Value, "$1")} FROM {column.Table.From} AS t
            WHERE {column.Value} <> '' AND {SampleShare.Condition(column.Key, "$3", "$4")}
            """,
            cancellationToken,
            key,
            column.Number,
            _keys.Seed("sample"),
            share);
        await session.RunAsync($"INSERT INTO {SqlNames.Own}.taken VALUES ($1, $2, $3, $4, $5, $6)", cancellationToken, column.Number, column.Name.Full, total, (long)taken, share, column.Keys.ToArray());
        // Short values, and numbers of fewer than nine digits, stand in other texts by chance.
        await session.RunAsync(
            $"""
            INSERT INTO {Words.Phrases}
            SELECT DISTINCT $2::int2, array_length(w, 1), {Words.Kind("w")}, {Words.Hash("array_to_string(w, ' ')", "$1")} FROM (SELECT {Words.Of(column.Value)} AS w FROM {column.Table.From} AS t
                WHERE {column.Value} <> '' AND {SampleShare.Condition(column.Key, "$3", "$4")}
                  AND {Words.NearlyUnique("$2::int2")}) v
            WHERE array_length(w, 1) <= {Words.Most} AND length(array_to_string(w, ' ')) >= 6
              AND (array_to_string(w, '') ~ '[^0-9.+-]' OR length(regexp_replace(array_to_string(w, ''), '[^0-9]', '', 'g')) >= 9)
            """,
            cancellationToken,
            key,
            column.Number,
            _keys.Seed("sample"),
            share);
    }

    private async Task DigestsAsync(CancellationToken cancellationToken)
    {
        var tables = await TableShape.ReadAsync(session, cancellationToken);
        for (var index = 0; index < tables.Count; index++)
        {
            progress?.Report(new WorkProgress("before", tables[index].Name.ToString(), index, tables.Count));
            foreach (var (name, digest) in await ColumnDigests.OfAsync(session, tables[index], _keys.Seed("digests"), cancellationToken))
                await ColumnDigests.StoreAsync(session, name, digest, cancellationToken);
        }
    }
}
