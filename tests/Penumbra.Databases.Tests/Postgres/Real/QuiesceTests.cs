using Npgsql;
using Penumbra.Databases.Postgres;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>A restored database acts by itself until it is silenced; production notices nothing. Each test has a server of its own.</summary>
public sealed class QuiesceTests : OwnServerTests
{
    [PostgresFact]
    public async Task Everything_that_acts_by_itself_goes_in_every_database()
    {
        const string Script = """
            CREATE EXTENSION postgres_fdw;
            CREATE SERVER production FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'production.example.org'); CREATE SERVER "odd; name" FOREIGN DATA WRAPPER postgres_fdw;
            CREATE USER MAPPING FOR app SERVER production OPTIONS (user 'app', password 'production-secret'); CREATE USER MAPPING FOR PUBLIC SERVER production;
            CREATE FOREIGN TABLE elsewhere (v text) SERVER production;
            CREATE SCHEMA cron; CREATE TABLE cron.job (jobid bigint, command text, username text DEFAULT current_user); CREATE TABLE cron.job_run_details (runid bigint);
            ALTER TABLE cron.job ENABLE ROW LEVEL SECURITY; INSERT INTO cron.job VALUES (1, 'SELECT 1'), (2, 'SELECT 2'); INSERT INTO cron.job_run_details VALUES (1);
            CREATE TABLE t (v text);
            """;
        const string Prepare = "BEGIN; INSERT INTO t VALUES ('x'); PREPARE TRANSACTION ";
        await Server.RunAsync("postgres", "CREATE ROLE app LOGIN; CREATE ROLE \"odd; \"\"role\" LOGIN SUPERUSER; SELECT pg_create_physical_replication_slot('standby')");
        var first = await Server.NewDatabaseAsync(Script);
        var second = await Server.NewDatabaseAsync(Script);
        foreach (var database in new[] { first, second }) await Server.RunAsync(database, "SELECT pg_create_logical_replication_slot(current_database() || '_slot', 'test_decoding')");
        await Server.RunAsync(first, Prepare + "'one''s'");
        await Server.RunAsync(second, Prepare + "'two'");
        await using var somebody = await Server.OpenAsync(second);

        var report = (await Server.Work(first).QuiesceAsync(CancellationToken.None)).Done();

        report.Should().BeEquivalentTo(new { UserMappings = 4, ForeignServers = 4, ScheduledJobs = 4, PreparedTransactions = 2, Slots = 3, Roles = 2, Subscriptions = 0 });
        report.Backends.Should().BePositive();
        report.Databases.Should().Equal("postgres", first, second, "template1");
        var use = async () => await new NpgsqlCommand("SELECT 1", somebody).ExecuteScalarAsync();
        await use.Should().ThrowAsync<NpgsqlException>();
        (await Server.ColumnAsync("postgres", "SELECT rolname FROM pg_roles WHERE rolcanlogin")).Should().Equal("postgres");
        foreach (var database in new[] { first, second })
        {
            (await Server.AskAsync<long>(database, "SELECT (SELECT count(*) FROM pg_foreign_server) + (SELECT count(*) FROM pg_user_mapping) + (SELECT count(*) FROM pg_prepared_xacts) + (SELECT count(*) FROM pg_replication_slots) + (SELECT count(*) FROM cron.job) + (SELECT count(*) FROM cron.job_run_details)"))
                .Should().Be(0);
        }

        ((await Server.Work(first).QuiesceAsync(CancellationToken.None)).Done() with { Backends = 0 }).Should().BeEquivalentTo(new QuiesceReport { Databases = report.Databases });
        (await Server.Work(first).ReadFenceAsync(CancellationToken.None)).Done();
    }

    [PostgresFact]
    public async Task A_subscription_goes_and_productions_slots_stay()
    {
        await using var production = new Production("log_replication_commands=on");
        await production.Own.InitializeAsync();

        // Who fails to copy a table does not try again of himself during the test: what is said to production's slots after Quiesce has begun, Quiesce said.
        await Server.RunAsync("postgres", "ALTER SYSTEM SET wal_retrieve_retry_interval = '1h'");
        await Server.RunAsync("postgres", "SELECT pg_reload_conf()");
        await production.Own.RunAsync("postgres", "CREATE TABLE t (v text); INSERT INTO t VALUES ('x'); CREATE TABLE u (v text); INSERT INTO u VALUES ('conflict'); CREATE PUBLICATION p FOR TABLE t, u");
        // The second table cannot be copied, so that its copying goes on for ever, with a slot of its own in production.
        var database = await Server.NewDatabaseAsync("CREATE TABLE t (v text); CREATE TABLE u (v text, CHECK (v <> 'conflict'))");
        await Server.RunAsync(database, $"CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port={production.Own.Port} dbname=postgres user=postgres password={PostgresServer.Password}' PUBLICATION p");
        await Until(async () => await Server.AskAsync<long>(database, "SELECT count(*) FROM t") == 1);
        const string Slots = "SELECT slot_name FROM pg_replication_slots ORDER BY slot_name COLLATE \"C\" DESC";
        await Until(async () => (await production.Own.ColumnAsync("postgres", Slots)).Count == 2 && await Server.AskAsync<long>(database, "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate = 'd'") == 1 && await Server.AskAsync<long>(database, "SELECT count(*) FROM pg_subscription_rel WHERE srsubstate = 'r'") == 1);
        var before = await production.Own.ColumnAsync("postgres", Slots);
        before.Should().Contain("s", "the subscription's own, beside the one of the table that is still being copied");
        var (creations, drops) = (production.Own.Log.Split("CREATE_REPLICATION_SLOT").Length, production.Own.Log.Split("DROP_REPLICATION_SLOT").Length);
        creations.Should().BeGreaterThan(1, "production tells what is said to its slots");

        var report = (await Server.Work(database).QuiesceAsync(CancellationToken.None)).Done();

        report.Subscriptions.Should().Be(1);
        (await Server.AskAsync<long>(database, "SELECT count(*) FROM pg_subscription")).Should().Be(0);
        (await production.Own.ColumnAsync("postgres", Slots)).Should().Equal(before);
        production.Own.Log.Split("DROP_REPLICATION_SLOT").Length.Should().Be(drops, "nobody reaches for production's slots");
        (await Server.Work(database).ReadFenceAsync(CancellationToken.None)).Done();
    }

    [PostgresFact]
    public async Task A_worker_that_died_leaves_a_lock_that_is_taken_from_it()
    {
        var database = await Server.NewDatabaseAsync();
        await using var dead = await Server.OpenAsync(database);
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({0x70656E756D627261})", dead);
        await command.ExecuteNonQueryAsync();
        (await Server.Work(database).QuiesceAsync(CancellationToken.None)).Done().Backends.Should().BePositive();
    }

    [PostgresFact]
    public async Task A_role_that_may_not_take_logins_is_told_whose()
    {
        await Server.RunAsync("postgres", $"CREATE ROLE master LOGIN CREATEROLE PASSWORD '{PostgresServer.Password}'; GRANT pg_read_all_stats, pg_signal_backend TO master; CREATE ROLE app LOGIN");
        var database = await Server.NewDatabaseAsync(owner: "master");
        var failure = (await Server.Work(database, "master").QuiesceAsync(CancellationToken.None)).Failure!;
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.CannotQuiesce });
        failure.Message.Should().StartWith("master may not take LOGIN from ").And.Contain("postgres");
    }

    [PostgresFact]
    public async Task The_platforms_own_role_and_database_are_left_alone()
    {
        await Server.RunAsync("postgres", $"CREATE ROLE master LOGIN CREATEROLE PASSWORD '{PostgresServer.Password}'; GRANT pg_read_all_stats, pg_signal_backend TO master");
        await Server.RunAsync("postgres", "CREATE DATABASE vault");
        await Server.RunAsync("postgres", "REVOKE ALL ON DATABASE vault FROM PUBLIC");
        var database = await Server.NewDatabaseAsync(owner: "master");
        await using var platform = await Server.OpenAsync("vault");
        var report = (await Server.Work(database, "master", ["postgres"]).QuiesceAsync(CancellationToken.None)).Failure;
        report!.Message.Should().Be("nobody can enter the database vault");
        var target = Server.Target(database, "master") with { PlatformRoles = ["postgres"], PlatformDatabases = ["vault"] };
        (await new PostgresWork(target, new() { RetryFor = TimeSpan.FromSeconds(5) }, TimeProvider.System, new Random(1)).QuiesceAsync(CancellationToken.None)).Done();
        (await new NpgsqlCommand("SELECT 1", platform).ExecuteScalarAsync()).Should().Be(1);
    }

    [PostgresFact]
    public async Task A_database_that_vacuums_by_itself_is_refused()
    {
        await using var other = new Production("autovacuum=on");
        await other.Own.InitializeAsync();
        (await other.Own.Work("postgres").QuiesceAsync(CancellationToken.None)).Failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.CannotQuiesce });
        (await other.Own.Work("postgres").ReadFenceAsync(CancellationToken.None)).Failure!.Message.Should().Be("the database is not still: autovacuum is on");
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        for (var attempt = 0; !await condition(); attempt++)
        {
            attempt.Should().BeLessThan(600, "it should have happened by now");
            await Task.Delay(100);
        }
    }

    private sealed class Production(params string[] settings) : IAsyncDisposable
    {
        public PostgresServer Own { get; } = new() { Settings = settings };

        public async ValueTask DisposeAsync()
        {
            await Own.DisposeAsync();
            Own.Dispose();
        }
    }
}
