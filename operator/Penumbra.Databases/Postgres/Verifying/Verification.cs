using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Databases.Postgres.Quiet;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>Runs the checks between two readings of the fence, and writes the proof with the one transaction that may follow.</summary>
internal sealed class Verification(Sessions sessions, DatabaseTarget target, VerifyPlan plan, TimeProvider time, IProgress<WorkProgress>? progress)
{
    private const string Filled = $"""
        SELECT 'a table' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm') AND pg_relation_size(c.oid) > 0 AND {SqlNames.PeoplesSchema}
        UNION SELECT 'a large object' FROM pg_largeobject_metadata LIMIT 1
        """;

    private readonly MaskKeys _keys = new(plan.Key.Span);
    private readonly List<CheckReport> _reports = [];
    private readonly List<string> _problems = [];
    private readonly SortedDictionary<string, string> _digests = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _filled = [];

    public async Task<WorkResult<VerifyReport>> RunAsync(CancellationToken cancellationToken)
    {
        if (plan.Checks.Count == 0) return new WorkFailure(ErrorKind.Terminal, WorkProblem.Unclean, "there is no check: nothing would be proved");
        if (await OthersAsync(cancellationToken) is { } others) return others;
        return await sessions.InAsync<VerifyReport>(target.Database, session => RunAsync(session, cancellationToken), cancellationToken);
    }

    private async Task<WorkResult<VerifyReport>> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var first = await FenceReading.ReadAsync(session, target, time, cancellationToken);
        if (first.Value is not { } fence) return first.Failure!;
        if (await session.ValueAsync<bool>($"SELECT to_regclass('{SqlNames.Own}.proof') IS NOT NULL", cancellationToken) is not true)
            return new WorkFailure(ErrorKind.Terminal, WorkProblem.Unclean, "the database was never sanitized");
        await session.RunAsync("SET default_transaction_read_only = on", cancellationToken);
        await session.RunAsync("SET work_mem = '256MB'", cancellationToken);
        await session.RunAsync("SET statement_timeout = 0", cancellationToken);
        foreach (var check in plan.Checks)
        {
            progress?.Report(new WorkProgress(check.Name, "check", _reports.Count + _problems.Count, plan.Checks.Count));
            if (await CheckAsync(session, check, cancellationToken) is { } failure) return failure;
        }

        if (Unseen() is { } unseen) _problems.Add(unseen);
        if (_problems.Count > 0) return new WorkFailure(ErrorKind.Terminal, WorkProblem.Unclean, string.Join(" | ", _problems));
        var tables = await TableShape.ReadAsync(session, cancellationToken);
        IReadOnlyList<string> columns = [.. tables.SelectMany(table => table.Columns.Select(column => $"{table[column].Full} {column.Type}"))];
        await session.RunAsync("SET default_transaction_read_only = off", cancellationToken);
        return await ProveAsync(session, fence, Content(columns), [.. tables.SelectMany(table => table.Columns.Select(column => table[column].Full)).Order(StringComparer.Ordinal)], cancellationToken);
    }

    private async Task<WorkFailure?> CheckAsync(Session session, VerifyCheck check, CancellationToken cancellationToken)
    {
        string? problem = null;
        switch (check)
        {
            case VerifyCheck.Query query:
                (problem, var failure) = await QueryCheck.RunAsync(session, query, cancellationToken);
                if (failure is not null) return failure;
                if (problem is null) _reports.Add(new CheckReport(check.Name, 1, 1, "it gave what was expected"));
                break;
            case VerifyCheck.Survivors survivors:
                (problem, var anew) = await SurvivorsAsync(session, survivors, cancellationToken);
                if (anew is not null) return anew;
                break;
            case VerifyCheck.Suspects suspects:
                var look = new Suspects(session, plan, progress);
                (var report, problem) = await look.RunAsync(suspects, cancellationToken);
                foreach (var (name, digest) in look.Digests) _digests[name] = digest;
                if (report is not null) _reports.Add(report);
                break;
        }

        if (problem is not null) _problems.Add($"{check.Name}: {problem}");
        return null;
    }

    // They were looked for before the hashes were dropped; what is left to prove is that the column is what it was then.
    private async Task<(string? Problem, WorkFailure? Anew)> SurvivorsAsync(Session session, VerifyCheck.Survivors check, CancellationToken cancellationToken)
    {
        var names = check.Columns.Select(ColumnName.Parse).OfType<ColumnName>().ToList();
        if (names.Count != check.Columns.Count) return ("a column's name cannot be read", null);
        if (await SurvivorSearch.JudgeAsync(session, [.. names.Select(name => name.Full)], cancellationToken) is { } failure) return (failure.Message, null);
        var rows = await session.RowsAsync(
            $"SELECT name, looked, total, digest::text FROM {SqlNames.Own}.verdict", row => (Name: row.GetString(0), Looked: row.GetInt64(1), Total: row.GetInt64(2), Digest: row.GetString(3)), cancellationToken);
        var tables = await TableShape.ReadAsync(session, cancellationToken);
        var (looked, total) = (0L, 0L);
        foreach (var name in names)
        {
            if (rows.FirstOrDefault(row => row.Name == name.Full) is not { Name: not null } verdict) return ($"{name} was not looked at before the original was gone", null);
            var table = tables.FirstOrDefault(shape => shape.Name == name.Table && shape.Columns.Any(column => column.Name == name.Column));
            var digest = table is null ? "0" : await SurvivorSearch.DigestAsync(session, table, name, _keys.Seed("digests"), cancellationToken);
            if (digest != verdict.Digest) return Changed(name);
            _digests[name.Full] = digest;
            (looked, total) = (looked + verdict.Looked, total + verdict.Total);
        }

        var note = looked == total ? $"all {total} values" : $"a sample of {looked} of {total} values: it finds a single survivor with a probability of {(double)looked / total:0.0000}, and one of 1,000 with {1 - Math.Pow(1 - ((double)looked / total), 1000):0.0000}";
        _reports.Add(new CheckReport(check.Name, looked, total, note));
        return (null, null);
    }

    // The originals' hashes are gone: nobody can look again. A container that worked again with another outcome is no fault of the data; in a database that is restored anew it works once.
    private (string? Problem, WorkFailure? Anew) Changed(ColumnName name) => plan.HasContainers
        ? (null, new WorkFailure(ErrorKind.Terminal, WorkProblem.RestoreAnew, $"{name} has changed since survivors were looked for: a container that worked again left something else than before"))
        : ($"{name} has changed since survivors were looked for", null);

    // A snapshot is of the whole server: what the steps and the checks never enter would be shared as production left it, whatever the checks are.
    private string? Unseen()
    {
        var allowed = plan.Checks.OfType<VerifyCheck.Suspects>().SelectMany(check => check.Allow).ToHashSet(StringComparer.Ordinal);
        var unseen = _filled.Where(database => !allowed.Contains($"{database}/*")).ToList();
        if (unseen.Count == 0) return null;
        var remedy = string.Join(", ", unseen.Select(database => $"{database}/*"));
        return $"other databases of the server hold what nobody sanitized: {string.Join(", ", unseen)}; they would be shared as they are: allow {remedy} in a check of suspects, or refresh from a server without them";
    }

    // Read before the fence: entering another database leaves a backend behind for a moment.
    private async Task<WorkFailure?> OthersAsync(CancellationToken cancellationToken)
    {
        var listed = await sessions.InAsync<IReadOnlyList<string>>(
            target.Database, async session => new WorkResult<IReadOnlyList<string>>((await DatabaseList.ListAsync(session, target, cancellationToken)).Open, null), cancellationToken);
        if (listed.Value is not { } databases) return listed.Failure;
        var filled = new List<string>();
        foreach (var database in databases.Where(database => database != target.Database))
        {
            var answer = await sessions.InAsync<IReadOnlyList<string>>(
                database,
                async session => new WorkResult<IReadOnlyList<string>>(
                    await session.TextsAsync(Filled, cancellationToken), null),
                cancellationToken);
            if (answer.Value is not { } tables) return answer.Failure;
            if (tables.Count > 0) filled.Add(database);
        }

        _filled = filled;
        return null;
    }

    // The proof's own transaction must be the very next one after the checks: then nobody wrote between them and it.
    private async Task<WorkResult<VerifyReport>> ProveAsync(Session session, Fence fence, string content, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        if (await FenceReading.XmaxAsync(session, cancellationToken) is var now && now != fence.Xmax)
        {
            // The platform's own writes alone may have moved it; what a check has written itself is counted first.
            await FenceReading.CountOwnAsync(session, cancellationToken);
            if (fence.Counted is null || await FenceReading.CountedAsync(session, target, cancellationToken) != fence.Counted) return Moved();
            fence = fence with { Xmax = now };
        }

        await session.RunAsync("BEGIN", cancellationToken);
        var own = ulong.Parse((await session.TextsAsync("SELECT pg_current_xact_id()::text", cancellationToken))[0], NumberStyles.None, CultureInfo.InvariantCulture);
        var after = new Fence(own + 1);
        await session.RunAsync($"DELETE FROM {SqlNames.Own}.proof", cancellationToken);
        await session.RunAsync(
            $"INSERT INTO {SqlNames.Own}.proof VALUES ($1, $2, $3, $4, $5, $6)",
            cancellationToken, plan.RunId, plan.ResourceId, plan.Digest, content, after.Xmax.ToString(CultureInfo.InvariantCulture), at.UtcDateTime);
        await session.RunAsync(own == fence.Xmax ? "COMMIT" : "ROLLBACK", cancellationToken);
        if (own != fence.Xmax || await FenceReading.XmaxAsync(session, cancellationToken) != after.Xmax) return Moved();
        await FenceReading.CountOwnAsync(session, cancellationToken);
        after = after with { Counted = await FenceReading.CountedAsync(session, target, cancellationToken) };
        return new VerifyReport { Fence = after, VerifiedAt = at, Content = content, Checks = _reports, Columns = columns };
    }

    private string Content(IReadOnlyList<string> columns)
    {
        var text = new StringBuilder();
        foreach (var check in plan.Checks) text.Append(check switch { VerifyCheck.Query query => $"{check.Name}={query.Text.Text}={query.Expect}", _ => check.Name }).Append('\n');
        foreach (var column in columns) text.Append(column).Append('\n');
        foreach (var (name, digest) in _digests) text.Append(name).Append('=').Append(digest).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static WorkFailure Moved() => new(ErrorKind.Conflict, WorkProblem.NotQuiet, "somebody wrote while the checks ran: the fence moved");
}
