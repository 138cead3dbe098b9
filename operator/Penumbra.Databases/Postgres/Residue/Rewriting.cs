using Npgsql;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Residue;

/// <summary>
/// Rewrites everything in every database, so that no file of a table, index, statistic or large object holds what was there before, and proves it: each file is a new one, and
/// none of its rows is dead. A rewrite that PostgreSQL skips is a warning and no error, and with an old transaction about it copies the dead rows along: hence the proof.
/// </summary>
internal sealed class Rewriting(Sessions sessions, DatabaseTarget target, IProgress<WorkProgress>? progress)
{
    private int _relations;

    public async Task<WorkResult<RewriteReport>> RunAsync(CancellationToken cancellationToken)
    {
        var listed = await sessions.InAsync<IReadOnlyList<string>>(target.Database, session => ListAsync(session, cancellationToken), cancellationToken);
        if (listed.Value is not { } databases) return listed.Failure!;
        foreach (var database in databases)
        {
            var done = await sessions.InAsync<RewriteReport>(
                database, async session => await DatabaseAsync(session, cancellationToken) is { } failure ? failure : new RewriteReport(_relations, databases), cancellationToken);
            if (done.Failure is { } failure) return failure;
        }

        return new RewriteReport(_relations, databases);
    }

    private async Task<WorkResult<IReadOnlyList<string>>> ListAsync(Session session, CancellationToken cancellationToken)
    {
        var (open, closed) = await DatabaseList.ListAsync(session, target, cancellationToken);
        if (closed.Count > 0) return Left($"the database {string.Join(", ", closed)}, which nobody can enter");
        var prepared = await session.TextsAsync("SELECT DISTINCT database::text FROM pg_prepared_xacts ORDER BY 1", cancellationToken);
        if (prepared.Count > 0) return Left($"{string.Join(", ", prepared)}: a prepared transaction is open and keeps dead rows alive");
        return new WorkResult<IReadOnlyList<string>>(open, null);
    }

    private async Task<WorkFailure?> DatabaseAsync(Session session, CancellationToken cancellationToken)
    {
        await session.RunAsync("SET synchronous_commit = off", cancellationToken);
        await session.RunAsync("SET maintenance_work_mem = '256MB'", cancellationToken);
        await session.RunAsync("SET statement_timeout = 0", cancellationToken);
        await session.RunAsync("SET lock_timeout = 0", cancellationToken);
        if (session.Database == target.Database) await DropHashesAsync(session, cancellationToken);
        if (await Orphans.DropAsync(session, cancellationToken) is { } orphan) return orphan;
        var (tool, missing) = await TupleCounter.OpenAsync(session, cancellationToken);
        if (tool is null) return missing;

        var relations = await Relation.ReadAsync(session, target, cancellationToken);
        var before = relations.ToDictionary(relation => relation.Oid, relation => relation.Files);
        var people = relations.Where(relation => !relation.IsCatalog).ToList();
        var catalogs = relations.Where(relation => relation.IsCatalog).ToList();
        if (await FullAsync(session, people, relations.Count, 0, cancellationToken) is { } skipped) return skipped;
        if (await Statistics.RenewAsync(session, cancellationToken) is { } statistics) return statistics;
        if (await FullAsync(session, catalogs, relations.Count, people.Count, cancellationToken) is { } kept) return kept;
        if (await ProveAsync(session, tool, relations, before, cancellationToken) is { } left) return left;
        await tool.CloseAsync(session, target.Database, cancellationToken);
        _relations += relations.Count;
        return null;
    }

    private async Task<WorkFailure?> FullAsync(Session session, IReadOnlyList<Relation> relations, int all, int done, CancellationToken cancellationToken)
    {
        foreach (var relation in relations)
        {
            progress?.Report(new WorkProgress("rewrite", $"{session.Database}.{relation.Name}", done++, all));
            session.TakeWarnings();
            try
            {
                await session.RunAsync($"VACUUM (FULL) {relation.Quoted}", cancellationToken);
            }
            catch (PostgresException exception) when (SqlErrors.Failure(exception).Kind != ErrorKind.Retry)
            {
                return Left($"{session.Database}.{relation.Name}: {SqlErrors.Words(exception)}");
            }

            // Its sentences name tables, never values.
            if (session.TakeWarnings() is [var warning, ..] && !relation.IsOptional) return Left($"{session.Database}.{relation.Name}: {warning}");
        }

        return null;
    }

    private async Task<WorkFailure?> ProveAsync(Session session, TupleCounter counter, IReadOnlyList<Relation> relations, Dictionary<uint, string> before, CancellationToken cancellationToken)
    {
        var after = (await Relation.ReadAsync(session, target, cancellationToken)).ToDictionary(relation => relation.Oid);
        foreach (var relation in relations.Where(relation => !relation.IsOptional))
        {
            if (!after.TryGetValue(relation.Oid, out var now)) return Left($"{session.Database}.{relation.Name}: it vanished");
            if (Relation.Kept(before[relation.Oid], now.Files)) return Left($"{session.Database}.{relation.Name}: its file, or that of an index or of its long values, is still the old one");
        }

        foreach (var relation in relations.Where(relation => relation.IsProved))
        {
            var dead = await counter.DeadAsync(session, relation.Oid, cancellationToken);
            if (dead > 0) return Left($"{session.Database}.{relation.Name}: {dead} dead rows were carried into its new file");
        }

        return null;
    }

    private static async Task DropHashesAsync(Session session, CancellationToken cancellationToken)
    {
        if (await session.ValueAsync<bool>($"SELECT to_regnamespace('{SqlNames.Own}') IS NOT NULL", cancellationToken) is not true) return;
        await session.RunAsync($"DROP TABLE IF EXISTS {Verifying.Words.Originals}, {Verifying.Words.Phrases}", cancellationToken);
        await MaskFunctions.DropAsync(session, cancellationToken);
    }

    /// <summary>The failure that says where old bytes may still be.</summary>
    internal static WorkFailure Left(string sentence) => new(ErrorKind.Terminal, WorkProblem.ResidueLeft, sentence);
}
