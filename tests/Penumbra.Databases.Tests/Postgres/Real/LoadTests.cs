using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Loading;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>A verified server is dumped and loaded into a new, empty one: what comes along, what is refused, and what is never passed on.</summary>
public sealed class LoadTests : OwnServerTests
{
    private const string Master = "master";
    private readonly PostgresServer _fresh = new();
    private string _user = "postgres";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await _fresh.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _fresh.DisposeAsync();
    }

    [PostgresFact]
    public async Task Everything_of_every_database_comes_along_and_runs_there()
    {
        var (database, fence) = await VerifiedAsync(Everything);
        await Server.RunAsync("postgres", "CREATE DATABASE \"odd = 'name'\" ENCODING 'LATIN1' TEMPLATE template0 CONNECTION LIMIT 7; COMMENT ON DATABASE \"odd = 'name'\" IS 'second'; REVOKE ALL ON DATABASE \"odd = 'name'\" FROM PUBLIC; GRANT CONNECT ON DATABASE \"odd = 'name'\" TO reporting");
        await Server.RunAsync("odd = 'name'", "CREATE TABLE t (v text); INSERT INTO t VALUES ('ä')");
        fence = await VerifyAsync(database);

        var report = (await LoadAsync(database, fence)).Done();

        report.IsEarlier.Should().BeFalse();
        report.Databases.Should().Equal("odd = 'name'", database);
        (await _fresh.AskAsync<long>(database, "SELECT count(*) FROM shop.orders")).Should().Be(300);
        (await _fresh.AskAsync<string>(database, "SELECT tableowner FROM pg_tables WHERE tablename = 'orders'")).Should().Be("owner");
        (await _fresh.AskAsync<bool>(database, "SELECT has_table_privilege('reporting', 'shop.orders', 'SELECT') AND NOT has_table_privilege('reporting', 'shop.orders', 'DELETE') AND has_schema_privilege('reporting', 'shop', 'USAGE') AND NOT has_schema_privilege('reporting', 'public', 'CREATE')")).Should().BeTrue();
        (await _fresh.AskAsync<long>(database, "SELECT count(*) FROM shop.totals")).Should().Be(300, "the view was filled");
        (await _fresh.AskAsync<string>(database, "SELECT convert_from(lo_get(4711), 'UTF8')")).Should().Be("large");
        (await _fresh.AskAsync<bool>(database, "SELECT rolcanlogin OR rolpassword IS NOT NULL FROM pg_authid WHERE rolname = 'owner'")).Should().BeFalse("roles come without passwords");
        (await _fresh.AskAsync<bool>(database, "SELECT pg_has_role('reporting', 'readers', 'MEMBER')")).Should().BeTrue();
        (await _fresh.ColumnAsync(database, "SELECT unnest(setconfig) FROM pg_db_role_setting ORDER BY 1")).Should().Equal("search_path=shop, \"$user\", public", "work_mem=8MB");
        (await _fresh.AskAsync<string>("postgres", "SELECT pg_encoding_to_char(encoding) || ' ' || datconnlimit || ' ' || shobj_description(oid, 'pg_database') || ' ' || array_length(datacl, 1) FROM pg_database WHERE datname LIKE 'odd%'")).Should().Be("LATIN1 7 second 2");
        (await _fresh.AskAsync<long>(database, "SELECT count(*) FROM pg_stats WHERE schemaname = 'shop'")).Should().BePositive("statistics are those of the new rows");
        (await _fresh.AskAsync<long>(database, "SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")).Should().Be(1);
        (await _fresh.ColumnAsync(database, "SELECT relname::text FROM pg_class WHERE relnamespace = 'penumbra_refresh'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0")).Should().BeSubsetOf(["columns", "verdict"], "marks stay behind");

        // The checks run again there, and a later process knows the load again.
        (await Work(_fresh, database).VerifyAsync(Shop.Verify(Checks), null, CancellationToken.None)).Done().Fence.Text.Should().NotBeEmpty();
        (await LoadAsync(database, fence)).Done().IsEarlier.Should().BeTrue();
        (await _fresh.AskAsync<long>(database, "SELECT nextval('shop.numbers')")).Should().Be(43);
        (await LoadAsync(database, fence)).Failure!.Problem.Should().Be(WorkProblem.RestoreAnew, "a sequence stands elsewhere now");
    }

    [PostgresFact]
    public async Task A_master_without_superuser_loads_what_other_roles_own()
    {
        foreach (var server in new[] { Server, _fresh })
        {
            await server.RunAsync("postgres", $"CREATE ROLE {Master} LOGIN CREATEROLE CREATEDB PASSWORD '{PostgresServer.Password}'; GRANT pg_monitor, pg_signal_backend TO {Master}; ALTER DATABASE postgres OWNER TO {Master}; ALTER DATABASE template1 OWNER TO {Master}; ALTER ROLE postgres LOGIN");
            await server.RunAsync("postgres", $"GRANT SET ON PARAMETER session_replication_role TO {Master}");
        }

        _user = Master;
        var (database, fence) = await VerifiedAsync(Owned, $"CREATE ROLE app NOLOGIN; GRANT app TO {Master}");

        (await LoadAsync(database, fence)).Done();

        (await _fresh.AskAsync<string>(database, "SELECT string_agg(tableowner, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname IN ('public', 'mine')")).Should().Be("app app");
        (await _fresh.AskAsync<bool>(database, "SELECT has_schema_privilege('app', 'public', 'CREATE') AND NOT pg_has_role('app', 'master', 'MEMBER')")).Should().BeTrue();
        (await _fresh.AskAsync<bool>(database, "SELECT has_schema_privilege('app', 'lone', 'CREATE')")).Should().BeFalse("what was lent for the load is taken back");
    }

    [PostgresFact]
    public async Task What_was_begun_is_not_gone_on_with_and_neither_is_what_somebody_else_made()
    {
        var (database, fence) = await VerifiedAsync(Everything);
        await _fresh.RunAsync("postgres", "CREATE DATABASE half");
        (await LoadAsync(database, fence)).Failure!.Problem.Should().Be(WorkProblem.RestoreAnew);
        await _fresh.RunAsync("postgres", "DROP DATABASE half");

        var dead = false;
        var died = () => LoadAsync(database, fence, (sql, before) =>
        {
            dead |= sql.Contains("amid the rows", StringComparison.Ordinal);
            if (dead) throw new Worker.KilledException();
        });
        await died.Should().ThrowAsync<Worker.KilledException>();
        (await LoadAsync(database, fence)).Failure!.Problem.Should().Be(WorkProblem.RestoreAnew);
    }

    [PostgresFact]
    public async Task Who_writes_into_the_verified_database_while_it_is_dumped_is_noticed()
    {
        var (database, fence) = await VerifiedAsync(Everything);
        var wrote = false;
        var result = await LoadAsync(database, fence, (sql, _) =>
        {
            if (wrote || !sql.Contains("amid the rows", StringComparison.Ordinal)) return;
            wrote = true;
            Server.RunAsync(database, "INSERT INTO shop.orders (id, email) VALUES (9999, 'late@real.org')").GetAwaiter().GetResult();
        });
        result.Failure!.Problem.Should().Be(WorkProblem.SourceMoved);
    }

    [PostgresFact]
    public async Task A_row_that_is_lost_or_another_is_found_by_the_comparison()
    {
        var (database, fence) = await VerifiedAsync(Everything);
        var once = false;
        void AfterRows(string sql, bool before)
        {
            if (once || before || !sql.StartsWith("ANALYZE", StringComparison.Ordinal)) return;
            once = true;
            _fresh.RunAsync(database, "UPDATE shop.orders SET email = 'other@example.invalid' WHERE id = 7").GetAwaiter().GetResult();
        }

        var result = await LoadAsync(database, fence, AfterRows);
        result.Failure!.Problem.Should().Be(WorkProblem.LoadFailed, result.Failure.Message);
        result.Failure.Message.Should().Be($"{database}: shop.orders is not the same in the new database");
    }

    [PostgresFact]
    public async Task An_error_names_the_entry_and_tells_no_value()
    {
        // A unique index of an expression that is another thing at another time: the rows do not fit it any more.
        var (database, fence) = await VerifiedAsync("""
            CREATE TABLE shop.secrets (v text); INSERT INTO shop.secrets VALUES ('zqxsecretzqx');
            CREATE FUNCTION shop.judge(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$BEGIN IF current_setting('shop.strict', true) IS DISTINCT FROM 'off' THEN RAISE EXCEPTION 'not %', $1; END IF; RETURN true; END$$;
            SET shop.strict = 'off'; CREATE INDEX ON shop.secrets (shop.judge(v));
            """);
        var failure = (await LoadAsync(database, fence)).Failure!;
        failure.Problem.Should().Be(WorkProblem.LoadFailed);
        failure.Message.Should().Contain(database).And.Contain("pg_restore ended with 1 at INDEX").And.NotContain("zqx");
    }

    [PostgresFact]
    public async Task No_password_is_an_argument_of_a_program()
    {
        var (database, fence) = await VerifiedAsync(Everything);
        var seen = new List<string>();
        (await LoadAsync(database, fence, (sql, _) =>
        {
            if (!sql.Contains("amid the rows", StringComparison.Ordinal)) return;
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit)))
            {
                try
                {
                    var line = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
                    if (line.Contains("pg_dump", StringComparison.Ordinal) || line.Contains("pg_restore", StringComparison.Ordinal)) seen.Add(line);
                }
                catch (IOException)
                {
                    // It has just ended.
                }
            }
        })).Done();
        seen.Should().NotBeEmpty().And.NotContain(line => line.Contains(PostgresServer.Password, StringComparison.Ordinal));
    }

    private static VerifyCheck[] Checks => [new VerifyCheck.Query("none", new SqlText("verify/none", "SELECT count(*) FROM shop.orders WHERE email LIKE '%real.org'"), "0"), new VerifyCheck.Suspects("suspects", ["shop.orders.email", "odd = 'name'/*"])];

    private const string Everything = """
        CREATE SEQUENCE shop.numbers START 42; SELECT nextval('shop.numbers');
        CREATE TYPE shop.state AS ENUM ('new', 'done'); CREATE DOMAIN shop.mail AS text CHECK (VALUE LIKE '%@%');
        CREATE TABLE shop.orders (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, email shop.mail, state shop.state DEFAULT 'new', doubled int GENERATED ALWAYS AS (id * 2) STORED, at timestamptz DEFAULT now(), worth float8, raw bytea);
        INSERT INTO shop.orders (id, email, worth, raw) SELECT n, format('u%s@example.invalid', n), n / 3.0, decode(md5(n::text), 'hex') FROM generate_series(1, 300) n;
        CREATE TABLE shop.items (id int PRIMARY KEY, order_id int REFERENCES shop.orders (id) DEFERRABLE) PARTITION BY RANGE (id); CREATE TABLE shop.items_1 PARTITION OF shop.items FOR VALUES FROM (0) TO (1000);
        INSERT INTO shop.items SELECT n, n FROM generate_series(1, 200) n; CREATE INDEX ON shop.items (order_id); ALTER TABLE shop.orders ALTER email SET STATISTICS 1000;
        CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touched BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
        ALTER TABLE shop.items ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON shop.items USING (true);
        CREATE VIEW shop.recent AS SELECT * FROM shop.orders; CREATE MATERIALIZED VIEW shop.totals AS SELECT id FROM shop.orders; CREATE INDEX ON shop.totals (id); CREATE MATERIALIZED VIEW shop.empty AS SELECT 1 AS one WITH NO DATA;
        CREATE EXTENSION pg_trgm; CREATE INDEX ON shop.orders USING gin (lower(email) gin_trgm_ops);
        SELECT lo_from_bytea(4711, 'large'); COMMENT ON TABLE shop.orders IS 'orders; \! of people';
        ALTER TABLE shop.orders OWNER TO owner; ALTER MATERIALIZED VIEW shop.totals OWNER TO owner; GRANT USAGE ON SCHEMA shop TO reporting, owner; GRANT SELECT ON shop.orders TO reporting; ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO reporting;
        ALTER ROLE reporting SET search_path = shop, "$user", public;
        """;

    private const string Owned = """
        GRANT CREATE ON SCHEMA public TO app; CREATE SCHEMA mine AUTHORIZATION app; CREATE SCHEMA lone; CREATE TABLE public.a (id int PRIMARY KEY, v text); INSERT INTO public.a VALUES (1, 'x'); ALTER TABLE public.a OWNER TO app;
        SET ROLE app; CREATE TABLE mine.b (id int REFERENCES public.a (id)); INSERT INTO mine.b VALUES (1); RESET ROLE; CREATE VIEW lone.seen AS SELECT 1 AS one; CREATE TABLE shop.orders (email text);
        """;

    // A database that was made still, sanitized and verified, and its fence.
    private async Task<(string Database, string Fence)> VerifiedAsync(string script, string? roles = null)
    {
        await Server.RunAsync("postgres", roles ?? "CREATE ROLE owner LOGIN PASSWORD 'old'; CREATE ROLE readers; CREATE ROLE reporting LOGIN NOINHERIT IN ROLE readers");
        var database = await Server.NewDatabaseAsync($"CREATE SCHEMA shop; {script}", _user == "postgres" ? null : _user);
        if (roles is null) await Server.RunAsync("postgres", $"ALTER DATABASE {database} SET work_mem = '8MB'");
        return (database, await VerifyAsync(database));
    }

    private async Task<string> VerifyAsync(string database)
    {
        var work = Work(Server, database);
        VerifyCheck[] checks = _user == "postgres" && await Server.AskAsync<bool>(database, "SELECT to_regclass('shop.orders') IS NOT NULL") ? Checks : [new VerifyCheck.Query("one", new SqlText("verify/one", "SELECT 1"), "1")];
        if (_user == "postgres") (await work.QuiesceAsync(CancellationToken.None)).Done();
        (await work.SanitizeAsync(Shop.Plan(checks), null, CancellationToken.None)).Done();
        return (await work.VerifyAsync(Shop.Verify(checks), null, CancellationToken.None)).Done().Fence.Text;
    }

    private PostgresWork Work(PostgresServer server, string database, Action<string, bool>? around = null)
    {
        var programs = ClientPrograms.FindAsync(name => name == ClientPrograms.FolderVariable ? Sandbox.Cloud.PostgresPrograms.Find()!.Folder : null, CancellationToken.None).GetAwaiter().GetResult();
        var connect = new ConnectSettings { Timeout = TimeSpan.FromSeconds(20), RetryFor = TimeSpan.FromSeconds(20) };
        var target = server.Target(database, _user) with { PlatformRoles = _user == "postgres" ? [] : ["postgres"] };
        return new PostgresWork(target, connect, TimeProvider.System, new Random(1), around ?? ((_, _) => { }), programs);
    }

    private Task<WorkResult<LoadReport>> LoadAsync(string database, string fence, Action<string, bool>? around = null) => Work(_fresh, database, around).LoadAsync(
        new LoadPlan { FromHost = "127.0.0.1", FromPort = Server.Port, FromResourceId = "db-ABC", ResourceId = "db-FRESH", Fence = fence, Key = Shop.Key }, null, CancellationToken.None);
}
