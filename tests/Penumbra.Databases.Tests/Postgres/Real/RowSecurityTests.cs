using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>A policy that hides rows from the master hides them from no step and no check: what it would hide is an error. The master is no superuser, as on every managed service.</summary>
public sealed class RowSecurityTests : OwnServerTests
{
    private const string Tenants = """
        CREATE TABLE customers (id int PRIMARY KEY, tenant text, email text, full_name text);
        INSERT INTO customers SELECT n, 't' || n % 3, format('person%s@real.org', n), format('Given%s Surname%s', n, n * 3) FROM generate_series(1, 30) n;
        ALTER TABLE customers ENABLE ROW LEVEL SECURITY; ALTER TABLE customers FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenants ON customers USING (tenant = current_setting('app.tenant', true));
        ALTER TABLE customers OWNER TO app;
        """;

    private static readonly SanitizeStep Update = Shop.Sql("people", "UPDATE customers SET email = 'u' || id || '@example.invalid', full_name = 'Nobody ' || id");
    private static readonly SanitizeStep Mask = new SanitizeStep.Mask("people", [new("customers", "email", MaskKind.Email), new("customers", "full_name", MaskKind.Name)]);
    private static readonly VerifyCheck Query = new VerifyCheck.Query("none", new SqlText("verify/none", "SELECT count(*) FROM customers WHERE email LIKE '%real.org'"), "0");
    private static readonly VerifyCheck Survivors = new VerifyCheck.Survivors("survivors", ["customers.email", "customers.full_name"]);
    private static readonly VerifyCheck Suspects = new VerifyCheck.Suspects("suspects", []);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (PostgresFactAttribute.IsThere)
            await Server.RunAsync("postgres", $"CREATE ROLE app; CREATE ROLE master LOGIN CREATEROLE PASSWORD '{PostgresServer.Password}' IN ROLE app, pg_signal_backend, pg_stat_scan_tables; GRANT SET ON PARAMETER session_replication_role TO master");
    }

    private async Task<string> DatabaseAsync(string script = Tenants)
    {
        var database = await Server.NewDatabaseAsync(script);
        await Server.RunAsync("postgres", $"ALTER DATABASE {database} OWNER TO master");
        return database;
    }

    private PostgresWork Work(string database) => Server.Work(database, "master", ["postgres"]);

    [PostgresFact]
    public async Task Rows_that_a_policy_hides_from_a_step_fail_it()
    {
        foreach (var step in new[] { Update, Mask })
        {
            var database = await DatabaseAsync();
            var failure = (await Work(database).SanitizeAsync(Shop.Plan([Query], step), null, CancellationToken.None)).Failure;
            failure.Should().BeEquivalentTo(new { Kind = ErrorKind.Terminal, Problem = WorkProblem.SqlFailed });
            failure!.Message.Should().EndWith("query would be affected by row-level security policy for table \"customers\" (SQLSTATE 42501)");
        }
    }

    [PostgresFact]
    public async Task Rows_that_a_policy_hides_from_a_check_fail_it()
    {
        foreach (var check in new[] { Survivors, Suspects })
        {
            var database = await DatabaseAsync();
            (await Work(database).SanitizeAsync(Shop.Plan([check], Shop.Sql("a", "SELECT 1")), null, CancellationToken.None)).Failure!.Message.Should().Contain("row-level security policy for table \"customers\"");
        }

        var asked = await DatabaseAsync();
        (await Work(asked).SanitizeAsync(Shop.Plan([Query], Shop.Sql("a", "SELECT 1")), null, CancellationToken.None)).Done();
        (await Work(asked).VerifyAsync(Shop.Verify(Query), null, CancellationToken.None)).Failure!.Message.Should().StartWith("none: verify/none, line 1, statement 1: query would be affected by row-level security policy");
    }

    [PostgresFact]
    public async Task A_file_that_begins_by_opening_the_table_is_carried_out_whole()
    {
        foreach (var step in new[] { Update, Mask })
        {
            var database = await DatabaseAsync();
            VerifyCheck[] checks = [Query, Survivors, new VerifyCheck.Suspects("suspects", ["shop1/*", "customers.tenant"])];
            var plan = Shop.Plan(checks, Shop.Sql("open", "ALTER TABLE customers NO FORCE ROW LEVEL SECURITY;"), step);
            (await Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done().Ran.Should().Be(2);
            (await Work(database).SanitizeAsync(plan, null, CancellationToken.None)).Done().Skipped.Should().Be(2);
            (await Work(database).VerifyAsync(Shop.Verify(checks), null, CancellationToken.None)).Done().Checks.Single(check => check.Name == "survivors").Of.Should().Be(60);
            (await Server.AskAsync<long>(database, "SELECT count(*) FROM customers WHERE email LIKE '%@example.invalid'")).Should().Be(30);
        }
    }

    // The look at the original comes before everything that could change a value.
    [PostgresFact]
    public async Task Only_the_opening_itself_comes_before_the_look_at_the_original()
    {
        foreach (var text in new[] { "ALTER TABLE customers DROP COLUMN full_name, NO FORCE ROW LEVEL SECURITY", "ALTER TABLE customers ALTER email TYPE text USING 'x', DISABLE ROW LEVEL SECURITY", "SELECT 1; ALTER TABLE customers NO FORCE ROW LEVEL SECURITY" })
            (await Work(await DatabaseAsync()).SanitizeAsync(Shop.Plan([Survivors], Shop.Sql("open", text), Update), null, CancellationToken.None)).Failure!.Message.Should().Contain("row-level security policy", text);
        (await Work(await DatabaseAsync()).SanitizeAsync(
            Shop.Plan([Survivors], Shop.Sql("open", "-- Tenants\nalter table if exists only \"public\".\"customers\" disable row level security; ALTER TABLE public.customers NO FORCE ROW LEVEL SECURITY"), Update), null, CancellationToken.None)).Done();
    }

    [PostgresFact]
    public async Task No_file_may_let_a_policy_hide_rows()
    {
        foreach (var text in new[] { "SET row_security = on", "SET SESSION row_security TO on", "SET LOCAL row_security = off" })
        {
            (await Work(await DatabaseAsync()).SanitizeAsync(Shop.Plan(Shop.Sql("a", text)), null, CancellationToken.None)).Failure!.Message
                .Should().Be("shop-sanitize/a.sql, line 1, statement 1: row_security stays off, so that no policy hides rows from masks and checks");
        }

        foreach (var text in new[] { "SET \"row_security\" = on; UPDATE customers SET email = 'x'", "SELECT set_config('row_security', 'on', false); UPDATE customers SET email = 'x'", "RESET ALL; UPDATE customers SET email = 'x'" })
            (await Work(await DatabaseAsync()).SanitizeAsync(Shop.Plan(Shop.Sql("a", text)), null, CancellationToken.None)).Failure!.Message.Should().Contain("row-level security policy", text);
    }

    [PostgresFact]
    public async Task A_container_that_a_policy_would_hide_rows_from_gets_the_error_too()
    {
        var database = await DatabaseAsync();
        SanitizeStep[] steps = [new SanitizeStep.Container("people", "shop/people:1", [])];
        (await Work(database).SanitizeAsync(Shop.Plan(steps), null, CancellationToken.None)).Done().NextContainer.Should().Be("people");
        var update = () => Server.RunAsync(database, "UPDATE customers SET email = 'x'", "master");
        (await update.Should().ThrowAsync<Npgsql.PostgresException>()).Which.SqlState.Should().Be("42501");
        (await Work(database).SanitizeAsync(new SanitizePlan { Steps = steps, Checks = [], Key = Shop.Key, ContainersDone = ["people"] }, null, CancellationToken.None)).Done();
        (await Server.AskAsync<long>(database, "SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE datname = current_database()")).Should().Be(0);
    }

    // Its tables have a policy and are another's; everybody may look into them.
    [PostgresFact]
    public async Task A_scheduler_whose_jobs_were_removed_is_no_hindrance()
    {
        var database = await DatabaseAsync("""
            CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t VALUES (1, 'blue'); ALTER TABLE t OWNER TO app;
            CREATE SCHEMA cron; CREATE TABLE cron.job (jobid bigint, command text, username text DEFAULT current_user); CREATE TABLE cron.job_run_details (runid bigint, username text DEFAULT current_user);
            ALTER TABLE cron.job ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON cron.job USING (username = current_user); ALTER TABLE cron.job_run_details ENABLE ROW LEVEL SECURITY;
            INSERT INTO cron.job VALUES (1, 'SELECT 1', 'app'), (2, 'SELECT 2', 'master'); GRANT USAGE ON SCHEMA cron TO PUBLIC; GRANT SELECT, TRUNCATE ON cron.job, cron.job_run_details TO PUBLIC;
            """);
        (await Work(database).QuiesceAsync(CancellationToken.None)).Done().ScheduledJobs.Should().Be(1, "that many of them it may see");
        (await Work(database).SanitizeAsync(Shop.Plan([Suspects], Shop.Sql("a", "UPDATE t SET v = 'red'")), null, CancellationToken.None)).Done();
        (await Work(database).VerifyAsync(Shop.Verify(Suspects), null, CancellationToken.None)).Done();
    }
}
