using Npgsql;
using Penumbra.Databases.Postgres;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>The rewrite is proved, and where it can do nothing it says so. Each test has a server of its own, because it concerns all databases.</summary>
public sealed class RewriteTests : OwnServerTests
{
    [PostgresFact]
    public async Task Every_relation_of_every_database_gets_new_files_without_a_dead_row()
    {
        const string Script = """
            CREATE TABLE t (id int PRIMARY KEY, v text, gone text); INSERT INTO t SELECT n, 'old' || n, 'x' FROM generate_series(1, 2000) n; UPDATE t SET v = 'new' || id; ALTER TABLE t DROP COLUMN gone; CREATE INDEX ON t (v);
            CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100); INSERT INTO p SELECT generate_series(0, 99); DELETE FROM p WHERE id < 50;
            CREATE MATERIALIZED VIEW m AS SELECT v FROM t; CREATE STATISTICS s (mcv) ON id, v FROM t; ANALYZE; SELECT lo_from_bytea(0, 'large'); CREATE SCHEMA "Odd ""one"; CREATE TABLE "Odd ""one"."T;" (v text);
            """;
        var first = await Server.NewDatabaseAsync(Script);
        var second = await Server.NewDatabaseAsync(Script);
        const string Files = "SELECT string_agg(oid || ':' || pg_relation_filenode(oid), ' ') FROM pg_class WHERE relname IN ('t', 't_pkey', 't_v_idx', 'p1', 'm', 'T;', 'pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject')";
        var before = (await Server.AskAsync<string>(second, Files)).Split(' ');
        var told = new Counting();

        var report = (await Server.Work(first).RewriteAsync(told, CancellationToken.None)).Done();

        report.Databases.Should().Equal("postgres", first, second, "template1");
        report.Relations.Should().BeGreaterThan(100);
        told.Count.Should().Be(report.Relations);
        (await Server.AskAsync<string>(second, Files)).Split(' ').Should().HaveCount(9).And.NotIntersectWith(before);
        (await Server.AskAsync<long>(first, "SELECT count(*) FROM t JOIN m USING (v)")).Should().Be(2000);
        (await Server.AskAsync<long>(second, "SELECT count(*) FROM pg_stats WHERE tablename = 't'")).Should().Be(2);
        (await Server.AskAsync<long>(second, "SELECT (SELECT count(*) FROM pg_extension WHERE extname = 'pgstattuple') + (SELECT count(*) FROM pg_namespace WHERE nspname = 'penumbra_refresh')")).Should().Be(0);
        (await Server.Work(first).RewriteAsync(null, CancellationToken.None)).Done().Relations.Should().Be(report.Relations);
    }

    [PostgresFact]
    public async Task An_open_prepared_transaction_fails_it()
    {
        var database = await Server.NewDatabaseAsync("CREATE TABLE t (v text); INSERT INTO t VALUES ('x'); BEGIN; INSERT INTO t VALUES ('y'); PREPARE TRANSACTION 'open'");
        (await LeftAsync(database)).Should().Be($"{database}: a prepared transaction is open and keeps dead rows alive");
    }

    [PostgresFact]
    public async Task An_old_snapshot_of_somebody_else_carries_dead_rows_along_and_fails_it()
    {
        var database = await Server.NewDatabaseAsync("CREATE TABLE other (v text); CREATE TABLE t (v text); INSERT INTO t SELECT 'old' || n FROM generate_series(1, 10) n");
        await using var somebody = await Server.OpenAsync(database);
        await new NpgsqlCommand("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1", somebody).ExecuteNonQueryAsync();
        await Server.RunAsync(database, "UPDATE t SET v = 'new'");
        (await LeftAsync(database)).Should().Contain($"{database}.t: 10 dead rows were carried into its new file");
    }

    [PostgresFact]
    public async Task A_master_that_owns_neither_table_nor_database_fails_it()
    {
        await Server.RunAsync("postgres", $"CREATE ROLE master LOGIN PASSWORD '{PostgresServer.Password}'; UPDATE pg_database SET datdba = (SELECT oid FROM pg_roles WHERE rolname = 'master') WHERE datname IN ('postgres', 'template1')");
        foreach (var database in new[] { "postgres", "template1" }) await Server.RunAsync(database, "CREATE EXTENSION IF NOT EXISTS pgstattuple");
        await Server.RunAsync("postgres", "GRANT pg_stat_scan_tables TO master");
        var foreign = await Server.NewDatabaseAsync("CREATE TABLE t (v text); INSERT INTO t VALUES ('x')");
        (await LeftAsync(foreign, "master")).Should().Contain($"{foreign}.").And.Contain("vacuum");
    }

    [PostgresFact]
    public async Task A_master_without_superuser_who_owns_the_databases_can_do_it()
    {
        await Server.RunAsync("postgres", $"CREATE ROLE master LOGIN PASSWORD '{PostgresServer.Password}'; GRANT pg_stat_scan_tables TO master; ALTER DATABASE postgres OWNER TO master; ALTER DATABASE template1 OWNER TO master; CREATE ROLE app");
        var database = await Server.NewDatabaseAsync(
            "CREATE TABLE t (v text, w int); INSERT INTO t SELECT 'old' || n % 3, n FROM generate_series(1, 2000) n; CREATE STATISTICS s (mcv) ON v, w FROM t; ANALYZE t; DELETE FROM t; CREATE TABLE u (v text); INSERT INTO u SELECT 'u' || n % 3 FROM generate_series(1, 100) n; ANALYZE u; DELETE FROM u", "master");
        foreach (var one in new[] { "postgres", "template1", database }) await Server.RunAsync(one, "CREATE EXTENSION IF NOT EXISTS pgstattuple");
        await Server.RunAsync(database, "ALTER TABLE u OWNER TO app; GRANT CREATE ON SCHEMA public TO master");
        // Its own emptied table loses its statistics; the one of another role cannot.
        (await LeftAsync(database, "master")).Should().Be($"{database}: nobody but a superuser can tell whether the statistics of public.u, column v are old");
        await Server.RunAsync(database, "GRANT SELECT ON u TO master");
        (await LeftAsync(database, "master")).Should().Be($"{database}: the statistics of public.u, column v cannot be renewed");
        await Server.RunAsync(database, "ALTER TABLE u OWNER TO master");
        (await Server.Work(database, "master").RewriteAsync(null, CancellationToken.None)).Done();
        (await Server.AskAsync<long>(database, "SELECT count(*) FROM pg_stats WHERE tablename IN ('t', 'u')")).Should().Be(0);
    }

    [PostgresFact]
    public async Task Without_the_extension_nothing_is_proved_and_it_fails()
    {
        await Server.RunAsync("postgres", $"CREATE ROLE master LOGIN PASSWORD '{PostgresServer.Password}'");
        var database = await Server.NewDatabaseAsync(owner: "master");
        (await LeftAsync(database, "master")).Should().Contain("pgstattuple");
    }

    [PostgresFact]
    public async Task A_database_that_nobody_can_enter_fails_it()
    {
        var database = await Server.NewDatabaseAsync();
        await Server.RunAsync("postgres", "CREATE DATABASE closed ALLOW_CONNECTIONS false");
        (await LeftAsync(database)).Should().Be("the database closed, which nobody can enter");
    }

    private async Task<string> LeftAsync(string database, string user = "postgres")
    {
        var failure = (await Server.Work(database, user).RewriteAsync(null, CancellationToken.None)).Failure!;
        (failure with { Message = "" }).Should().Be(new WorkFailure(ErrorKind.Terminal, WorkProblem.ResidueLeft, ""), failure.Message.Replace("{", "(", StringComparison.Ordinal));
        return failure.Message;
    }

    private sealed class Counting : IProgress<WorkProgress>
    {
        public int Count { get; private set; }

        public void Report(WorkProgress value) => Count++;
    }
}
