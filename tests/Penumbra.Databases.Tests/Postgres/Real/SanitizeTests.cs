using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Masking;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>Statements of files: each once, with its mark, resumable anywhere.</summary>
public sealed class SanitizeTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task Each_statement_runs_once_however_often_it_is_asked_for()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
        var plan = Shop.Plan(Shop.Sql("count", "UPDATE t SET n = n + 1; VACUUM t; SET search_path = public; UPDATE t SET n = n * 10;"));
        var first = (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done();
        first.Should().BeEquivalentTo(new { Ran = 3, Skipped = 0, Rows = 2L, NextContainer = (string?)null });
        var second = (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done();
        second.Should().BeEquivalentTo(new { Ran = 0, Skipped = 3 });
        (await server.AskAsync<int>(database, "SELECT n FROM t")).Should().Be(20);
    }

    [PostgresFact]
    public async Task A_run_that_was_stopped_by_an_error_goes_on_at_the_statement_that_failed()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
        var steps = new[] { Shop.Sql("a", "UPDATE t SET n = n + 1"), Shop.Sql("b", "SELECT 1;\n\n UPDATE late\n SET n = 1;\nUPDATE t SET n = n * 10") };
        var failure = (await server.Work(database).SanitizeAsync(Shop.Plan(steps), null, CancellationToken.None)).Failure!;
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.SqlFailed });
        failure.Message.Should().Be("shop-sanitize/b.sql, line 3, statement 2: relation \"late\" does not exist (SQLSTATE 42P01)");
        await server.RunAsync(database, "CREATE TABLE late (n int)");
        (await server.Work(database).SanitizeAsync(Shop.Plan(steps), null, CancellationToken.None)).Done().Should().BeEquivalentTo(new { Ran = 2, Skipped = 2 });
        (await server.AskAsync<int>(database, "SELECT n FROM t")).Should().Be(20);
    }

    [PostgresFact]
    public async Task A_syntax_error_names_file_line_and_statement()
    {
        var database = await server.NewDatabaseAsync();
        var failure = (await server.Work(database).SanitizeAsync(Shop.Plan(Shop.Sql("a", "SELECT 1;\nSELECT 2,\n  FROM FROM t")), null, CancellationToken.None)).Failure!;
        failure.Message.Should().Be("shop-sanitize/a.sql, line 3, statement 2: syntax error at or near \"FROM\" (SQLSTATE 42601)");
    }

    [PostgresFact]
    public async Task Another_text_other_parameters_another_key_or_a_statement_in_front_mean_restoring_anew()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (n text); INSERT INTO t VALUES ('x')");
        SanitizePlan With(string text, string value = "1", byte[]? key = null) => new()
        {
            Steps = [Shop.Sql("a", text, "keys")],
            Checks = [],
            Key = key ?? Shop.Key,
            Parameters = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["a"] = new Dictionary<string, string> { ["v"] = value } },
        };
        const string Text = "SELECT 1; UPDATE t SET n = $v";
        (await server.Work(database).SanitizeAsync(With(Text), null, CancellationToken.None)).Done();
        (await server.AskAsync<string>(database, "SELECT n FROM t")).Should().Be("1");
        foreach (var plan in new[] { With("SELECT 1; UPDATE t SET n = $v "), With(Text) }) (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done();
        foreach (var plan in new[] { With("SELECT 1; UPDATE t SET n = $v || ''"), With(Text, "2"), With(Text, key: new byte[32]), With("SELECT 1"), With("SELECT 0; " + Text), With(Text + "; SELECT 3") })
        {
            var failure = (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Failure!;
            failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.RestoreAnew });
        }
    }

    [PostgresFact]
    public async Task Parameters_are_bound_and_never_become_sql()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE keys (name text, value text, number int); INSERT INTO keys VALUES ('a', 'x', 0)");
        const string Nasty = "'; DROP TABLE keys; --\\ $v \"";
        var plan = new SanitizePlan
        {
            Steps = [Shop.Sql("keys", "UPDATE keys SET value = $secret, number = $number WHERE name = 'a' AND $secret <> ''", "lower-env-keys")],
            Checks = [],
            Key = Shop.Key,
            Parameters = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["keys"] = new Dictionary<string, string> { ["secret"] = Nasty, ["number"] = "42", ["unused"] = "" } },
        };
        (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done();
        (await server.ColumnAsync(database, "SELECT value || number FROM keys")).Should().Equal(Nasty + "42");
    }

    [PostgresFact]
    public async Task A_parameter_that_the_secret_lacks_is_told_before_anything_runs()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (n text)");
        var failure = (await server.Work(database).SanitizeAsync(Shop.Plan(Shop.Sql("a", "INSERT INTO t VALUES ('ran');\nUPDATE t SET n = $missing", "keys")), null, CancellationToken.None)).Failure!;
        failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.ParameterMissing, Message = "shop-sanitize/a.sql, line 2, statement 2: there is no parameter missing in the Secret keys" });
        (await server.AskAsync<long>(database, "SELECT count(*) FROM t")).Should().Be(0);
    }

    [PostgresFact]
    public async Task Errors_never_tell_a_value()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (mail text UNIQUE, n int CHECK (n < 5)); INSERT INTO t VALUES ('ada@real.org', 1), ('bob@real.org', 2)");
        foreach (var (text, word) in new[]
        {
            ("UPDATE t SET mail = 'same@real.org'", "constraint t_mail_key"), ("UPDATE t SET n = mail::int", "22P02"), ("UPDATE t SET n = n + 100", "constraint t_n_check"),
            ("DO $$ BEGIN RAISE EXCEPTION 'it is %', (SELECT mail FROM t LIMIT 1); END $$", "the statement raised an error"),
            ("DO $$ BEGIN EXECUTE (SELECT 'SELECT ' || mail FROM t LIMIT 1); END $$", "the statement cannot be used"),
        })
        {
            var failure = (await server.Work(database).SanitizeAsync(Shop.Plan(Shop.Sql("a", text)), null, CancellationToken.None)).Failure!;
            failure.Message.Should().Contain(word).And.NotContain("real.org").And.StartWith("shop-sanitize/a.sql, line 1, statement 1");
        }
    }

    [PostgresFact]
    public async Task Triggers_do_not_copy_old_values_whatever_they_are_declared_as_and_come_back_afterwards()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE t (n text); CREATE TABLE audit (old text); INSERT INTO t VALUES ('original');
            CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO audit VALUES (OLD.n); RETURN NEW; END';
            CREATE TRIGGER usual BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep();
            CREATE TRIGGER always BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep();
            CREATE TRIGGER replica BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep();
            ALTER TABLE t ENABLE ALWAYS TRIGGER always; ALTER TABLE t ENABLE REPLICA TRIGGER replica;
            """);
        (await server.Work(database).SanitizeAsync(Shop.Plan(Shop.Sql("a", "UPDATE t SET n = 'masked'")), null, CancellationToken.None)).Done();
        (await server.AskAsync<long>(database, "SELECT count(*) FROM audit")).Should().Be(0);
        (await server.ColumnAsync(database, "SELECT tgname || tgenabled::text FROM pg_trigger WHERE tgrelid = 't'::regclass ORDER BY 1")).Should().Equal("alwaysA", "replicaR", "usualO");
    }

    // A partition's own copy of a trigger has a state of its own once somebody has altered the partition alone.
    [PostgresFact]
    public async Task Triggers_that_one_partition_alone_fires_are_silent_too_and_come_back_as_they_were()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE t (id int, n text) PARTITION BY RANGE (id); CREATE TABLE audit (old text);
            CREATE TABLE p1 PARTITION OF t FOR VALUES FROM (0) TO (10); CREATE TABLE p2 PARTITION OF t FOR VALUES FROM (10) TO (20); CREATE TABLE p3 PARTITION OF t FOR VALUES FROM (20) TO (30) PARTITION BY RANGE (id);
            CREATE TABLE p3a PARTITION OF p3 FOR VALUES FROM (20) TO (30); CREATE TABLE a4 PARTITION OF t FOR VALUES FROM (30) TO (40);
            INSERT INTO t SELECT n, 'original' || n FROM generate_series(0, 39) n;
            CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO audit VALUES (OLD.n); RETURN NEW; END';
            CREATE TRIGGER usual BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep(); CREATE TRIGGER loud BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep();
            ALTER TABLE t ENABLE ALWAYS TRIGGER loud; ALTER TABLE p1 ENABLE ALWAYS TRIGGER usual; ALTER TABLE p3 ENABLE REPLICA TRIGGER usual; ALTER TABLE p3a ENABLE ALWAYS TRIGGER usual;
            ALTER TABLE p2 ENABLE REPLICA TRIGGER loud; ALTER TABLE a4 DISABLE TRIGGER loud;
            """);
        const string States = "SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger ORDER BY 1";
        var before = await server.ColumnAsync(database, States);
        before.Should().Contain(["p1 usual A", "p3 usual R", "p3a usual A", "p2 loud R", "a4 loud D", "a4 usual O"]);
        (await server.Work(database).SanitizeAsync(Shop.Plan(Shop.Sql("a", "UPDATE t SET n = 'masked'")), null, CancellationToken.None)).Done();
        (await server.AskAsync<long>(database, "SELECT count(*) FROM audit")).Should().Be(0);
        (await server.ColumnAsync(database, States)).Should().Equal(before);
    }

    [PostgresFact]
    public async Task A_container_step_is_handed_to_the_worker_and_the_rest_goes_on_after_it()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
        SanitizeStep[] steps = [Shop.Sql("a", "UPDATE t SET n = n + 1"), new SanitizeStep.Container("passwords", "shop/rotate:1", ["/rotate"]), Shop.Sql("b", "UPDATE t SET n = n * 10")];
        (await server.Work(database).SanitizeAsync(Shop.Plan(steps), null, CancellationToken.None)).Done().NextContainer.Should().Be("passwords");
        var after = new SanitizePlan { Steps = steps, Checks = [], Key = Shop.Key, ContainersDone = ["passwords"] };
        (await server.Work(database).SanitizeAsync(after, null, CancellationToken.None)).Done().Should().BeEquivalentTo(new { NextContainer = (string?)null, Ran = 1, Skipped = 1 });
        (await server.Work(database).SanitizeAsync(Shop.Plan(steps), null, CancellationToken.None)).Done().NextContainer.Should().BeNull();
        (await server.AskAsync<int>(database, "SELECT n FROM t")).Should().Be(20);
    }

    [PostgresFact]
    public async Task What_a_version_that_kept_other_hashes_of_the_original_has_begun_is_restored_anew()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (n int)");
        var plan = Shop.Plan(new SanitizeStep.Container("passwords", "shop/rotate:1", ["/rotate"]));
        (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done().NextContainer.Should().Be("passwords");

        // The mark of the look at the original as it was written before phrases had a kind.
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, MaskKeys.Derive(Shop.Key, "marks"));
        foreach (var part in new[] { "baseline", "", plan.SurvivorRows.ToString(CultureInfo.InvariantCulture) })
        {
            hash.AppendData(BitConverter.GetBytes((long)part.Length));
            hash.AppendData(Encoding.UTF8.GetBytes(part));
        }

        await server.RunAsync(database, $"UPDATE penumbra_refresh.marks SET digest = '\\x{Convert.ToHexString(hash.GetHashAndReset())}' WHERE ordinal = 0");
        (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.RestoreAnew });
    }

    [PostgresFact]
    public async Task A_second_worker_is_kept_out()
    {
        var database = await server.NewDatabaseAsync();
        await using var other = await server.OpenAsync(database);
        await using var command = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_lock({0x70656E756D627261})", other);
        await command.ExecuteNonQueryAsync();
        (await server.Work(database).SanitizeAsync(Shop.Plan(), null, CancellationToken.None)).Failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Conflict, Problem = WorkProblem.LockHeld });
    }

    [PostgresFact]
    public async Task A_backend_that_is_ended_in_the_middle_loses_nothing_and_the_next_call_goes_on()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
        var plan = Shop.Plan(Shop.Sql("a", "UPDATE t SET n = n + 1; UPDATE t SET n = n * 10 WHERE pg_sleep(CASE WHEN current_setting('application_name') = 'penumbra' AND NOT EXISTS (SELECT FROM pg_class WHERE relname = 'go') THEN 600 ELSE 0 END) IS NOT NULL"));
        var running = server.Work(database).SanitizeAsync(plan, null, CancellationToken.None);
        for (var attempt = 0; await server.AskAsync<long>("postgres", $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{database}' AND query LIKE '%pg_sleep%' AND state = 'active'") == 0; attempt++)
        {
            attempt.Should().BeLessThan(600);
            await Task.Delay(50);
        }

        (await running).Failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Retry, Problem = WorkProblem.Unreachable });
        await server.RunAsync(database, "CREATE TABLE go ()");
        (await server.Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done().Should().BeEquivalentTo(new { Ran = 1, Skipped = 1 });
        (await server.AskAsync<int>(database, "SELECT n FROM t")).Should().Be(20);
    }

    [PostgresFact]
    public async Task A_materialised_view_that_cannot_be_filled_anew_fails_the_run()
    {
        var database = await server.NewDatabaseAsync("CREATE TABLE t (n int); INSERT INTO t VALUES (1); CREATE MATERIALIZED VIEW m AS SELECT 1 / n AS v FROM t");
        (await server.Work(database).SanitizeAsync(Shop.Plan(Shop.Sql("a", "UPDATE t SET n = 0")), null, CancellationToken.None)).Failure!.Message
            .Should().StartWith("the materialised view public.m still holds the old values and cannot be filled anew: a value does not fit (SQLSTATE 22012");
    }

    [PostgresFact]
    public async Task Materialised_views_are_filled_anew_each_after_what_it_reads()
    {
        var database = await server.NewDatabaseAsync("""
            CREATE TABLE t (n text); INSERT INTO t VALUES ('original');
            CREATE MATERIALIZED VIEW z AS SELECT n FROM t; CREATE VIEW y AS SELECT n FROM z; CREATE MATERIALIZED VIEW a AS SELECT n FROM y;
            """);
        (await server.Work(database).SanitizeAsync(Shop.Plan(Shop.Sql("a", "UPDATE t SET n = 'masked'")), null, CancellationToken.None)).Done();
        (await server.ColumnAsync(database, "SELECT n FROM a UNION ALL SELECT n FROM z")).Should().Equal("masked", "masked");
    }
}
