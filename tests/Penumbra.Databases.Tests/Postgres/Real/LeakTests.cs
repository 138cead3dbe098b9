using System.Text;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>
/// What the whole is for: personal values that are planted wherever a database keeps values are in none of its files afterwards. Searched as bytes, in the stopped server's
/// data directory, its write-ahead log alone left out.
/// </summary>
public sealed class LeakTests : OwnServerTests
{
    private const int People = 400;

    [PostgresFact]
    public async Task No_file_of_the_data_directory_holds_a_planted_value()
    {
        var database = await Server.NewDatabaseAsync(Planted);
        var elsewhere = await Server.NewDatabaseAsync("CREATE TABLE copies (v text); INSERT INTO copies SELECT 'zqxperson' || n || 'zqx' FROM generate_series(1, 50) n; ANALYZE; DELETE FROM copies");
        await Server.RunAsync("postgres", "CREATE ROLE app LOGIN PASSWORD 'zqxoldpasswordzqx'");
        (await FilesWithAsync()).Should().Contain(file => file.StartsWith("base/", StringComparison.Ordinal), "the search itself must work");

        await CleanAsync(database, elsewhere, Server.Work(database));
        await Server.StopAsync();
        Search().Should().BeEmpty();
    }

    // As on every managed service: it owns what there is, and may not look into the catalog of statistics.
    [PostgresFact]
    public async Task No_file_of_the_databases_holds_a_planted_value_for_a_master_without_superuser_either()
    {
        await MakeMasterAsync();
        var database = await Server.NewDatabaseAsync(Planted, "master");
        var elsewhere = await Server.NewDatabaseAsync("CREATE TABLE copies (v text); INSERT INTO copies SELECT 'zqxperson' || n || 'zqx' FROM generate_series(1, 50) n; ANALYZE; DELETE FROM copies", "master");
        await Server.RunAsync(database, "GRANT CREATE ON SCHEMA public TO app; ALTER TABLE notes OWNER TO app; ALTER STATISTICS notes_mcv OWNER TO app; COMMENT ON STATISTICS notes_mcv IS 'both'; COMMENT ON INDEX notes_who IS 'by whom'; ALTER TABLE notes CLUSTER ON notes_who");
        (await FilesWithAsync()).Should().Contain(file => file.StartsWith("base/", StringComparison.Ordinal), "the search itself must work");

        // An emptied column of a partition key keeps its statistics here: the run would fail for it.
        await CleanAsync(database, elsewhere, Server.Work(database, "master", ["postgres"]), "UPDATE visits SET who = 'masked'");
        (await Server.ColumnAsync(database, "SELECT pg_get_statisticsobjdef(oid) || ' ' || stxstattarget || ' ' || pg_get_userbyid(stxowner) || coalesce(' ' || obj_description(oid, 'pg_statistic_ext'), '') FROM pg_statistic_ext ORDER BY stxname")).Should().Equal(
            "CREATE STATISTICS public.gone_expression ON (who || '?'::text) FROM gone -1 master", "CREATE STATISTICS public.notes_mcv (mcv) ON who, kind FROM notes 0 app both", "CREATE STATISTICS public.pairs ON customer_email, remark FROM orders -1 master");
        (await Server.ColumnAsync(database, "SELECT relname || ' ' || attstattarget || ' ' || pg_get_userbyid(relowner) || coalesce(' ' || obj_description(c.oid, 'pg_class'), '') || indisclustered FROM pg_class c JOIN pg_attribute ON attrelid = c.oid JOIN pg_index ON indexrelid = c.oid WHERE relname IN ('notes_who', 'notes_kind', 'gone_who') ORDER BY 1"))
            .Should().Equal("gone_who -1 masterfalse", "notes_kind -1 appfalse", "notes_who 0 app by whomtrue");
        await Server.StopAsync();
        Search().Where(file => file.StartsWith("base/", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task An_index_whose_function_finds_another_by_the_search_path_is_made_anew()
    {
        var (database, left) = await RenewAsync("""
            CREATE FUNCTION plain(v text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(v)';
            CREATE FUNCTION f_plain(v text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT plain(v)';
            CREATE TABLE t (id int, who text); INSERT INTO t SELECT n, 'zqxperson' || n % 5 FROM generate_series(1, 400) n;
            CREATE INDEX t_part ON t (f_plain(who)) WHERE id > 0; CREATE INDEX t_whole ON t (f_plain(who)); ANALYZE
            """, "UPDATE t SET who = 'masked'");
        left.Should().BeEmpty();
        (await Server.AskAsync<long>(database, "SELECT count(*) FROM pg_stats WHERE tablename IN ('t_part', 't_whole')")).Should().Be(2, "both have statistics of what is there now");
    }

    [PostgresFact]
    public async Task Statistics_over_all_children_of_a_table_that_is_empty_itself_are_renewed_by_ANALYZE()
    {
        var (_, left) = await RenewAsync("""
            CREATE TABLE base (id int, who text); CREATE TABLE derived () INHERITS (base); CREATE TABLE further () INHERITS (derived);
            INSERT INTO further SELECT n, 'zqxperson' || n % 5 FROM generate_series(1, 400) n; ANALYZE
            """, "UPDATE base SET who = 'masked'");
        left.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_partial_index_on_an_expression_of_a_partitioned_table_is_made_anew_whole()
    {
        var (database, left) = await RenewAsync("""
            CREATE TABLE visits (at date, who text) PARTITION BY RANGE (at);
            CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY RANGE (at);
            CREATE TABLE visits_first PARTITION OF visits_2025 FOR VALUES FROM ('2025-01-01') TO ('2025-07-01'); CREATE TABLE visits_second PARTITION OF visits_2025 FOR VALUES FROM ('2025-07-01') TO ('2026-01-01');
            INSERT INTO visits SELECT date '2025-01-01' + n % 300, 'zqxperson' || n % 5 FROM generate_series(1, 400) n;
            CREATE INDEX visits_who ON visits ((who || '!')) WHERE who LIKE 'zqx%'; COMMENT ON INDEX visits_who IS 'by whom';
            ALTER INDEX visits_first_expr_idx RENAME TO first_who; COMMENT ON INDEX first_who IS 'of the first'; ALTER INDEX first_who ALTER COLUMN 1 SET STATISTICS 50; ANALYZE
            """, "UPDATE visits SET who = 'masked'");
        left.Should().BeEmpty();
        (await Server.ColumnAsync(database, """
            SELECT c.relname || coalesce(' of ' || p.relname, '') || coalesce(' ' || obj_description(c.oid, 'pg_class'), '') || ' ' || a.attstattarget || CASE WHEN x.indisvalid THEN '' ELSE ' invalid' END
            FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_inherits h ON h.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = h.inhparent WHERE x.indpred IS NOT NULL ORDER BY 1
            """)).Should().Equal("first_who of visits_2025_expr_idx of the first 50", "visits_2025_expr_idx of visits_who -1", "visits_second_expr_idx of visits_2025_expr_idx -1", "visits_who by whom -1");
    }

    private async Task MakeMasterAsync()
    {
        await Server.RunAsync("postgres", $"CREATE ROLE app; CREATE ROLE master LOGIN CREATEROLE PASSWORD '{PostgresServer.Password}' IN ROLE app, pg_signal_backend, pg_stat_scan_tables; GRANT SET ON PARAMETER session_replication_role TO master");
        foreach (var one in new[] { "postgres", "template1" }) await Server.RunAsync("postgres", $"ALTER DATABASE {one} OWNER TO master");
        await Server.RunAsync("template1", "CREATE EXTENSION pgstattuple");
        await Server.RunAsync("postgres", "CREATE EXTENSION pgstattuple");
    }

    // What a master without superuser finds, cleans and rewrites: the database, and the files of databases that still hold what was planted.
    private async Task<(string Database, IReadOnlyList<string> Left)> RenewAsync(string script, string clean)
    {
        await MakeMasterAsync();
        var database = await Server.NewDatabaseAsync(script, "master");
        (await FilesWithAsync()).Should().NotBeEmpty("the search itself must work");
        var work = Server.Work(database, "master", ["postgres"]);
        (await work.QuiesceAsync(CancellationToken.None)).Done();
        (await work.SanitizeAsync(Shop.Plan(Shop.Sql("clean", clean)), null, CancellationToken.None)).Done();
        (await work.RewriteAsync(null, CancellationToken.None)).Done();
        return (database, [.. (await FilesWithAsync()).Where(file => file.StartsWith("base/", StringComparison.Ordinal))]);
    }

    private async Task CleanAsync(string database, string elsewhere, PostgresWork work, string visits = "DELETE FROM visits")
    {
        VerifyCheck[] checks =
        [
            Shop.Survivors, new VerifyCheck.Suspects("suspects", [$"{elsewhere}/*"]),
            new VerifyCheck.Query("none", new SqlText("verify/none", "SELECT count(*) FROM customers WHERE email LIKE '%zqx%'"), "0"),
        ];
        var plan = Shop.Plan(checks, Shop.Masks, Shop.Sql("rest", $$"""
            UPDATE orders SET remark = 'masked', details = '{}';
            UPDATE documents SET body = repeat('masked ', 1000);
            UPDATE notes SET who = 'masked', kind = 'public'; DELETE FROM gone;
            {{visits}};
            SELECT lo_unlink(oid) FROM pg_largeobject_metadata;
            """));
        (await work.QuiesceAsync(CancellationToken.None)).Done();
        (await work.SanitizeAsync(plan, null, CancellationToken.None)).Done();
        (await FilesWithAsync()).Should().NotBeEmpty("masking alone leaves dead rows and statistics");
        (await work.RewriteAsync(null, CancellationToken.None)).Done();
        (await work.VerifyAsync(Shop.Verify(checks), null, CancellationToken.None)).Done();
    }

    // Heap, TOAST, indexes, a partition, a materialised view, dropped columns, deleted rows, statistics plain, extended and of indexes, of filled and of emptied tables and of what is not sampled any more, large objects.
    internal static string Planted => $"""
        CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, full_name text, phone text, secret_note text);
        CREATE TABLE orders (id int PRIMARY KEY, customer_email varchar(80), total int, details jsonb, remark text);
        INSERT INTO customers SELECT n, format('zqxperson%szqx@real.org', n), format('Given zqxperson%szqx', n), format('+372 5%s', lpad((n * 7919 % 10000000)::text, 7, '0')), format('zqxperson%szqx', n) FROM generate_series(1, {People}) n;
        CREATE INDEX ON customers (full_name); CREATE INDEX ON customers USING gin (to_tsvector('simple', secret_note));
        INSERT INTO orders SELECT n, format('zqxperson%szqx@real.org', n), n, jsonb_build_object('note', format('zqxperson%szqx', n)), format('zqxperson%szqx', n % 5) FROM generate_series(1, {People}) n;
        CREATE STATISTICS pairs (mcv, dependencies, ndistinct) ON remark, customer_email FROM orders;
        CREATE TABLE documents (id int PRIMARY KEY, body text); ALTER TABLE documents ALTER body SET STORAGE EXTERNAL;
        INSERT INTO documents SELECT n, repeat(format('zqxperson%szqx ', n), 500) FROM generate_series(1, 50) n;
        CREATE TABLE visits (at date, who text) PARTITION BY RANGE (at); CREATE TABLE visits_2025 PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        INSERT INTO visits SELECT '2025-02-02', format('zqxperson%szqx', n % 7) FROM generate_series(1, {People}) n; CREATE INDEX ON visits (who);
        CREATE MATERIALIZED VIEW mails AS SELECT email FROM customers;
        SELECT lo_from_bytea(0, convert_to(repeat(format('zqxperson%szqx', n), 300), 'UTF8')) FROM generate_series(1, 5) n;
        CREATE TABLE notes (id int PRIMARY KEY, who text, kind text); INSERT INTO notes SELECT n, format('zqxperson%szqx', n % 5), 'private' FROM generate_series(1, {People}) n;
        CREATE STATISTICS notes_mcv (mcv) ON who, kind FROM notes; CREATE INDEX notes_who ON notes ((who || '')); CREATE INDEX notes_kind ON notes ((who || '!')) WHERE kind = 'private';
        CREATE TABLE gone (who text); INSERT INTO gone SELECT who FROM notes; CREATE STATISTICS gone_expression ON (who || '?') FROM gone; CREATE INDEX gone_who ON gone ((who || '?'));
        ALTER TABLE orders ALTER remark SET STATISTICS 1000; ANALYZE; ALTER STATISTICS notes_mcv SET STATISTICS 0; ALTER INDEX notes_who ALTER COLUMN 1 SET STATISTICS 0; ALTER TABLE orders ALTER customer_email SET STATISTICS 0;
        DELETE FROM orders WHERE id > 350; ALTER TABLE customers DROP COLUMN secret_note;
        CREATE UNLOGGED TABLE scratch (v text); INSERT INTO scratch SELECT remark FROM orders; ANALYZE scratch; TRUNCATE scratch;
        """;

    private async Task<IReadOnlyList<string>> FilesWithAsync()
    {
        await Server.RunAsync("postgres", "CHECKPOINT");
        return Search();
    }

    private List<string> Search()
    {
        var needles = new[] { "zqxperson", "zqxoldpassword" }.Select(Encoding.ASCII.GetBytes).ToList();
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Server.Data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(Server.Data, file);
            if (name.StartsWith("pg_wal/", StringComparison.Ordinal)) continue;
            var bytes = File.ReadAllBytes(file).AsSpan();
            foreach (var needle in needles)
            {
                if (bytes.IndexOf(needle) >= 0) found.Add(name);
            }
        }

        return found;
    }
}
