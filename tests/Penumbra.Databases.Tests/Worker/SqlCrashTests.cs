using System.Globalization;
using System.Text.RegularExpressions;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Tests.Postgres.Real;
using Penumbra.Databases.Worker;
using Xunit.Abstractions;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>
/// The real worker on a simulated clock before an imitated cloud, with a real PostgreSQL as its temporary database, killed before and after SQL statements: some two dozen spread over
/// the run, one of each shape and of alike ones every 97th (PENUMBRA_SQL_CRASHES=shapes), or every one (all). At the end there is one temporary database, nothing of others is gone, and of what is published no file of the database holds a planted value.
/// </summary>
public sealed partial class SqlCrashTests(ITestOutputHelper output) : OwnServerTests
{
    private const string Database = "shop";
    private const int Usually = 24;
    private const string Script = """
        CREATE TABLE customers (id int PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, full_name text, phone text);
        CREATE TABLE orders (id int PRIMARY KEY, customer_email varchar(80), remark text);
        INSERT INTO customers SELECT n, format('zqx%szqx@real.org', n), format('Given zqx%szqx', n), format('+372 5%s', lpad((n * 7919 % 10000000)::text, 7, '0')) FROM generate_series(1, 60) n;
        INSERT INTO orders SELECT n, format('zqx%szqx@real.org', n % 60 + 1), format('for zqx%szqx', n) FROM generate_series(1, 90) n;
        CREATE MATERIALIZED VIEW mails AS SELECT email FROM customers; ANALYZE; DELETE FROM customers WHERE id > 55;
        """;

    private static SnapshotRefreshSpec Spec { get; } = WorkerSpecs.Of(DatabaseKind.Cluster) with
    {
        Database = Database,
        Sanitize =
        [
            new SanitizeStep.Mask("people", [new("customers", "email", MaskKind.Email), new("customers", "full_name", MaskKind.Name), new("orders", "customer_email", MaskKind.Email)]),
            Shop.Sql("rest", "UPDATE customers SET phone = '+000 ' || id; ANALYZE customers; UPDATE orders SET remark = 'masked ' || id"),
        ],
        Verify = [new VerifyCheck.Query("no-real-mail", new SqlText("verify/no-real-mail", "SELECT count(*) FROM customers WHERE email LIKE '%zqx%'"), "0"), new VerifyCheck.Survivors("survivors", ["customers.email", "customers.phone"])],
    };

    private readonly SortedSet<string> _clean = new(StringComparer.Ordinal);
    private readonly List<(string Sql, bool Before)> _points = [];
    private bool _dead;
    private int _restores;

    [PostgresFact]
    public async Task A_worker_killed_at_a_statement_is_gone_on_from_and_nothing_raw_is_shared()
    {
        await RunAsync();
        var all = _points.ToList();
        var shapes = Shapes(all);
        var chosen = Environment.GetEnvironmentVariable("PENUMBRA_SQL_CRASHES") switch
        {
            "all" => [.. Enumerable.Range(0, all.Count)],
            "shapes" => shapes,
            _ => shapes.Where((_, index) => index % ((shapes.Count / Usually) + 1) == 0).ToList(),
        };
        output.WriteLine($"{all.Count} points, before and after {all.Count / 2} statements of {shapes.Count} shapes; killed at {chosen.Count} of them");
        foreach (var point in chosen) await RunAsync(point);
    }

    [PostgresFact]
    public async Task A_worker_killed_at_two_statements_is_gone_on_from()
    {
        await RunAsync();
        var count = _points.Count;
        foreach (var (first, second) in new[] { (0.1, 0.05), (0.3, 0.5), (0.4, 0.95), (0.55, 0.1), (0.7, 0.7), (0.97, 0.3) }) await RunAsync((int)(count * first), (int)(count * second));
    }

    // One of each shape of statement, before and after it: those that differ in names and numbers alone are alike. Of the others every 97th.
    private static List<int> Shapes(List<(string Sql, bool Before)> all)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, all.Count).Where(index => seen.Add($"{all[index].Before}{Shape(all[index].Sql)}") || index % 97 == 0)];
    }

    private static string Shape(string sql) => Details().Replace(sql[..Math.Min(sql.Length, 60)], "?");

    // Runs pods until one comes to its end; the nth of them dies at the nth point.
    private async Task RunAsync(params int[] deaths)
    {
        var because = deaths.Length == 0 ? "nobody dies" : $"killed at {string.Join(" and ", deaths.Select(at => at < _points.Count ? $"{at} ({(_points[at].Before ? "before" : "after")} {_points[at].Sql[..Math.Min(80, _points[at].Sql.Length)]})" : $"{at}"))}";
        var world = World();
        _clean.Clear();
        _restores = 0;
        if (deaths.Length == 0) _points.Clear();
        for (var pod = 0; ; pod++)
        {
            pod.Should().BeLessThan(10, because);
            var (count, death) = (0, pod < deaths.Length ? deaths[pod] : -1);
            _dead = false;
            world.Real = _ => new PostgresWork(Server.Target(Database), new ConnectSettings { Timeout = TimeSpan.FromSeconds(20), RetryFor = TimeSpan.FromSeconds(20) }, TimeProvider.System, new Random(1), (sql, before) =>
            {
                if (deaths.Length == 0) _points.Add((sql, before));
                if (_dead || count++ == death)
                {
                    _dead = true;
                    throw new KilledException();
                }
            });
            if (await world.ProcessAsync() is not { } code) continue;
            code.Should().Be(ExitCode.Done, $"{because}: {world.Status.Run?.Reason} {world.Status.Run?.Message}");
            break;
        }

        world.Judge();
        world.Violations.Should().BeEmpty(because);
        world.Status.Run!.Outcome.Should().Be(RunOutcome.Succeeded, because);
        _restores.Should().Be(1, because);
        world.Rds.Snapshots.Where(snapshot => snapshot.SharedWith.Count > 0).Should().ContainSingle(because).Which.Id.Should().Be(world.ConfigMap["snapshotId"]);
    }

    private WorkerWorld World()
    {
        // The clock of the cloud begins where the database's own stands and runs ahead of it.
        var world = new WorkerWorld(Spec, TimeProvider.System.GetUtcNow()) { LookInto = id => _clean.Contains(id), LeastPoll = TimeSpan.FromSeconds(30) };
        world.Rds.Restored = (_, _) =>
        {
            _restores++;
            Server.RunAsync("postgres", $"DROP DATABASE IF EXISTS {Database} WITH (FORCE)").GetAwaiter().GetResult();
            Server.RunAsync("postgres", $"CREATE DATABASE {Database}").GetAwaiter().GetResult();
            Server.RunAsync(Database, Script).GetAwaiter().GetResult();
        };
        world.Rds.Captured = (snapshot, _) =>
        {
            if (!HoldsPlantedAsync().GetAwaiter().GetResult()) _clean.Add(snapshot.Id);
        };
        return world;
    }

    private async Task<bool> HoldsPlantedAsync()
    {
        await Server.RunAsync("postgres", "CHECKPOINT");
        var oid = await Server.AskAsync<long>("postgres", $"SELECT oid::bigint FROM pg_database WHERE datname = '{Database}'");
        var folder = Path.Combine(Server.Data, "base", oid.ToString(CultureInfo.InvariantCulture));
        return Directory.EnumerateFiles(folder).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf("zqx"u8) >= 0);
    }

    [GeneratedRegex("""\d+|"[^"]*"|'[^']*'|\b(pg_\w+|public|information_schema|shop)(\.\w+)*""")]
    private static partial Regex Details();
}
