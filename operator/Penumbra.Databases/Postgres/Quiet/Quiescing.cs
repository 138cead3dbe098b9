using System.Globalization;
using Npgsql;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Quiet;

/// <summary>
/// Makes a server still. A restored database acts on its own: it would go on consuming production's replication slots, run its scheduled jobs, reach foreign servers
/// with production's credentials, and let in whoever production lets in. First nobody new may come, then everybody else goes, then what acts is removed, in every database.
/// </summary>
internal sealed class Quiescing(Sessions sessions, DatabaseTarget target, TimeProvider time)
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndInterval = TimeSpan.FromMilliseconds(200);
    private readonly string[] _platform = [.. target.PlatformRoles];
    private QuiesceReport _report = new() { Databases = [] };

    public async Task<WorkResult<QuiesceReport>> RunAsync(CancellationToken cancellationToken)
    {
        // Without the lock at first: a worker that died may have left a backend that holds it, and that is one of those that end.
        var opened = await sessions.OpenAsync(target.Database, cancellationToken);
        if (opened.Value is not { } session) return opened.Failure!;
        await using (session)
        {
            return await StillAsync(session, cancellationToken) is { } failure ? failure : _report;
        }
    }

    private async Task<WorkFailure?> StillAsync(Session session, CancellationToken cancellationToken)
    {
        if (await session.TextsAsync("SHOW autovacuum", cancellationToken) is not ["off"])
            return Cannot("autovacuum is on: it writes by itself; turn it off in the parameter group of the temporary database");
        if (await Secrecy.KeepAsync(session, cancellationToken) is { } talkative) return talkative;
        if (await TakeLoginsAsync(session, cancellationToken) is { } roles) return roles;
        if (await EndOthersAsync(session, cancellationToken) is { } backends) return backends;
        if (await sessions.LockAsync(session, cancellationToken) is { } locked) return locked;

        var (databases, closed) = await DatabaseList.ListAsync(session, target, cancellationToken);
        if (closed.Count > 0) return Cannot($"nobody can enter the database {string.Join(", ", closed)}");
        foreach (var database in databases)
        {
            var failure = database == target.Database
                ? await SilenceAsync(session, cancellationToken)
                : (await sessions.InAsync<QuiesceReport>(database, async other => await SilenceAsync(other, cancellationToken) is { } wrong ? wrong : _report, cancellationToken)).Failure;
            if (failure is not null) return failure;
        }

        _report = _report with { Databases = databases };
        // Whoever was started meanwhile by what has gone now.
        if (await EndOthersAsync(session, cancellationToken) is { } late) return late;
        var left = await session.TextsAsync(
            "SELECT 'the prepared transaction ' || gid FROM pg_prepared_xacts UNION ALL SELECT 'the replication slot ' || slot_name FROM pg_replication_slots ORDER BY 1", cancellationToken);
        return left.Count > 0 ? Cannot($"{string.Join(", ", left)} could not be removed") : null;
    }

    private async Task<WorkFailure?> TakeLoginsAsync(Session session, CancellationToken cancellationToken)
    {
        var refused = new List<string>();
        foreach (var role in await session.TextsAsync(FenceReading.OtherLogins, cancellationToken, (object)_platform))
        {
            try
            {
                await session.RunAsync($"ALTER ROLE {SqlNames.Quote(role)} NOLOGIN", cancellationToken);
                _report = _report with { Roles = _report.Roles + 1 };
            }
            catch (PostgresException exception) when (exception.SqlState is "42501" or "42939" or "0A000")
            {
                refused.Add(role);
            }
        }

        // PostgreSQL 16 and later let a role change only those that it was given the admin option on.
        return refused.Count > 0 ? Cannot($"{target.User} may not take LOGIN from {string.Join(", ", refused)}") : null;
    }

    private async Task<WorkFailure?> EndOthersAsync(Session session, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + EndPatience;
        var ended = new SortedSet<int>();
        while (true)
        {
            var others = await session.RowsAsync(FenceReading.OtherBackends, row => (Process: row.GetInt32(0), What: row.GetString(1)), cancellationToken, (object)_platform);
            if (others.Count == 0) break;
            if (time.GetUtcNow() > until) return Cannot($"these do not end: {string.Join(", ", others.Select(other => other.What))}");
            foreach (var (process, what) in others)
            {
                if (await TryAsync(session, $"{what} could not be ended", string.Create(CultureInfo.InvariantCulture, $"SELECT pg_terminate_backend({process})"), cancellationToken) is { } failure) return failure;
                ended.Add(process);
            }

            await Task.Delay(EndInterval, time, cancellationToken);
        }

        _report = _report with { Backends = _report.Backends + ended.Count };
        return null;
    }

    private async Task<WorkFailure?> SilenceAsync(Session session, CancellationToken cancellationToken)
    {
        var count = 0;
        // A subscription's slot belongs to production. Besides the slot, DROP reaches for slots of tables that were still being copied, at the address
        // that the subscription has, even when its own slot is NONE: so it gets an address where nobody is first.
        var subscriptions = """
            SELECT format(step, subname) FROM pg_subscription, unnest(ARRAY[
                'ALTER SUBSCRIPTION %I DISABLE',
                'ALTER SUBSCRIPTION %I CONNECTION ''host=127.0.0.1 port=1 dbname=none user=none password=none connect_timeout=2''',
                'ALTER SUBSCRIPTION %I SET (slot_name = NONE)',
                'DROP SUBSCRIPTION %I']) WITH ORDINALITY AS steps (step, number)
            WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY subname, number
            """;
        if (await EachAsync(session, "a subscription", subscriptions, made => count = made, cancellationToken) is { } subscription) return subscription;
        _report = _report with { Subscriptions = _report.Subscriptions + (count / 4) };

        var mappings = """
            SELECT format('DROP USER MAPPING IF EXISTS FOR %s SERVER %I', CASE umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(usename) END, srvname)
            FROM pg_user_mappings WHERE usename IS NOT NULL ORDER BY 1
            """;
        if (await EachAsync(session, "a user mapping", mappings, made => count = made, cancellationToken) is { } mapping) return mapping;
        _report = _report with { UserMappings = _report.UserMappings + count };

        var servers = "SELECT format('DROP SERVER IF EXISTS %I CASCADE', srvname) FROM pg_foreign_server ORDER BY 1";
        if (await EachAsync(session, "a foreign server", servers, made => count = made, cancellationToken) is { } server) return server;
        _report = _report with { ForeignServers = _report.ForeignServers + count };

        var transactions = "SELECT format('ROLLBACK PREPARED %L', gid) FROM pg_prepared_xacts WHERE database = current_database() ORDER BY 1";
        if (await EachAsync(session, "a prepared transaction", transactions, made => count = made, cancellationToken) is { } transaction) return transaction;
        _report = _report with { PreparedTransactions = _report.PreparedTransactions + count };

        var slots = "SELECT format('SELECT pg_drop_replication_slot(%L)', slot_name) FROM pg_replication_slots WHERE database IS NULL OR database = current_database() ORDER BY 1";
        if (await EachAsync(session, "a replication slot", slots, made => count = made, cancellationToken) is { } slot) return slot;
        _report = _report with { Slots = _report.Slots + count };
        return await EmptyCronAsync(session, cancellationToken);
    }

    private async Task<WorkFailure?> EmptyCronAsync(Session session, CancellationToken cancellationToken)
    {
        foreach (var table in await session.TextsAsync("SELECT name FROM unnest(ARRAY['cron.job', 'cron.job_run_details']) AS name WHERE to_regclass(name) IS NOT NULL", cancellationToken))
        {
            // Row security would hide others' jobs from a DELETE; TRUNCATE knows none. Only the report's count is of what may be seen.
            await session.RunAsync("SET row_security = on", cancellationToken);
            var jobs = await session.ValueAsync<long>($"SELECT count(*) FROM {table}", cancellationToken) ?? 0;
            await session.RunAsync("SET row_security = off", cancellationToken);
            if (await TryAsync(session, $"{table} could not be emptied", $"TRUNCATE {table}", cancellationToken) is { } failure) return failure;
            if (table == "cron.job") _report = _report with { ScheduledJobs = _report.ScheduledJobs + (int)jobs };
        }

        return null;
    }

    // A query that makes statements, and the statements.
    private static async Task<WorkFailure?> EachAsync(Session session, string what, string query, Action<int> made, CancellationToken cancellationToken)
    {
        var statements = await session.TextsAsync(query, cancellationToken);
        foreach (var statement in statements)
        {
            if (await TryAsync(session, $"{what} of the database {session.Database} could not be removed", statement, cancellationToken) is { } failure) return failure;
        }

        made(statements.Count);
        return null;
    }

    private static async Task<WorkFailure?> TryAsync(Session session, string sentence, string statement, CancellationToken cancellationToken)
    {
        try
        {
            await session.RunAsync(statement, cancellationToken);
            return null;
        }
        catch (PostgresException exception) when (SqlErrors.Failure(exception).Kind != ErrorKind.Retry)
        {
            return Cannot($"{sentence}: {SqlErrors.Words(exception)}");
        }
    }

    private static WorkFailure Cannot(string sentence) => new(ErrorKind.Terminal, WorkProblem.CannotQuiesce, sentence);
}
