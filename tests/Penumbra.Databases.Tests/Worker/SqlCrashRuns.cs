using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Core.SnapshotRefreshes.Status;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Loading;
using Penumbra.Databases.Tests.Postgres.Real;
using Penumbra.Databases.Worker;
using Penumbra.Sandbox.Cloud;
using Xunit.Abstractions;

namespace Penumbra.Databases.Tests.Worker;

/// <summary>
/// The real worker on a simulated clock before an imitated cloud, with a real PostgreSQL as its temporary database, killed before and after SQL statements and calls that change the cloud: a dozen or two spread over
/// the run, one of each shape and of alike ones every 97th (PENUMBRA_SQL_CRASHES=shapes), or every one (all). At the end there is one temporary database, nothing of others is gone, and of what is published no file of the database holds a planted value.
/// </summary>
/// <param name="output">Where it says what was tried.</param>
public abstract partial class SqlCrashRuns(ITestOutputHelper output) : OwnServerTests
{
    /// <summary>The database's name.</summary>
    protected const string Database = "shop";

    private const string Call = "call ";

    private readonly SortedSet<string> _clean = new(StringComparer.Ordinal);
    private readonly List<(string Sql, bool Before)> _points = [];
    private Action<string, bool> _around = (_, _) => { };
    private bool _dead;
    private int _restores;
    private ClientPrograms? _programs;

    /// <summary>At how many points it is killed, unless all are asked for.</summary>
    protected virtual int Usually => 24;

    /// <summary>What is asked for.</summary>
    internal abstract SnapshotRefreshSpec Spec { get; }

    /// <summary>The server of new databases, with <c>residue: Fresh</c>; null where none are made.</summary>
    protected PostgresServer? Fresh { get; private set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (Spec.Residue == ResidueMode.Fresh) await (Fresh = new PostgresServer()).InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        if (Fresh is not null) await Fresh.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>What production holds; every value that must not be found has zqx in it.</summary>
    protected abstract string Script { get; }

    /// <summary>How many points there were in a run in which nobody dies.</summary>
    protected int Points => _points.Count;

    /// <summary>What a container does with the database that it is given, telling of each of its statements before and after it.</summary>
    internal virtual Task<int?> ContainerAsync(SanitizeStep.Container step, JsonObject given, Action<string, bool> around) => throw new NotSupportedException();

    /// <summary>Runs once through, and then once for each chosen point, at which the pod dies.</summary>
    protected async Task RunAllAsync()
    {
        if (Fresh is not null) _programs = await ClientPrograms.FindAsync(name => name == ClientPrograms.FolderVariable ? PostgresPrograms.Find()!.Folder : null, CancellationToken.None);
        await RunAsync();
        var all = _points.ToList();
        var shapes = Shapes(all);
        var chosen = Environment.GetEnvironmentVariable("PENUMBRA_SQL_CRASHES") switch
        {
            "all" => [.. Enumerable.Range(0, all.Count)],
            "shapes" => shapes,
            _ => shapes.Where((_, index) => index % ((shapes.Count / Usually) + 1) == 0).ToList(),
        };
        var calls = all.Count(point => point.Sql.StartsWith(Call, StringComparison.Ordinal));
        output.WriteLine($"{all.Count} points, before and after {(all.Count - calls) / 2} statements and {calls / 2} calls, of {shapes.Count} shapes; killed at {chosen.Count} of them");
        foreach (var point in chosen) await RunAsync(point);
    }

    // One of each shape of statement, before and after it: those that differ in names and numbers alone are alike. Of the others every 97th.
    private static List<int> Shapes(List<(string Sql, bool Before)> all)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, all.Count).Where(index => seen.Add($"{all[index].Before}{Shape(all[index].Sql)}") || index % 97 == 0)];
    }

    private static string Shape(string sql) => Details().Replace(sql[..Math.Min(sql.Length, 60)], "?");

    /// <summary>
    /// Runs once through, and then for pairs of a statement and a call, in either order: the second pod dies at the nth point of its own of the other kind. All calls with a statement each, or every seventh of these pairs.
    /// </summary>
    protected async Task RunPairsAsync()
    {
        await RunAsync();
        var (calls, statements) = (Places(true), Places(false));
        var (tried, hit) = (0, 0);
        for (var index = 0; index < 2 * calls.Count; index++)
        {
            if (Environment.GetEnvironmentVariable("PENUMBRA_SQL_CRASHES") != "all" && index % 7 != 0) continue;

            // 61 is prime to most counts: the statements spread over the whole run.
            var (call, statement) = (index / 2, index * 61 % statements.Count);
            var (first, second) = index % 2 == 0 ? (calls[call], statement / 2) : (statements[statement], calls.Count / 2);
            tried++;
            if (await DieAsync((first, null), (second, index % 2 != 0)) == 2) hit++;
        }

        output.WriteLine($"{tried} pairs of a call and a statement; in {hit} of them both pods died");
    }

    private List<int> Places(bool isCall) => [.. Enumerable.Range(0, _points.Count).Where(index => _points[index].Sql.StartsWith(Call, StringComparison.Ordinal) == isCall)];

    /// <summary>Runs pods until one comes to its end; the nth of them dies at the nth point.</summary>
    protected Task<int> RunAsync(params int[] deaths) => DieAsync([.. deaths.Select(at => (at, (bool?)null))]);

    // A death is at so many points, of calls or of statements alone where that is said. How many pods died.
    private async Task<int> DieAsync(params (int At, bool? OfCalls)[] deaths)
    {
        var because = deaths.Length == 0 ? "nobody dies" : $"killed at {string.Join(" and ", deaths.Select(death => death switch
        {
            { OfCalls: { } calls } => $"{(calls ? "call" : "statement")} {death.At}",
            { At: var at } when at < _points.Count => $"{at} ({(_points[at].Before ? "before" : "after")} {_points[at].Sql[..Math.Min(80, _points[at].Sql.Length)]})",
            { At: var at } => $"{at}",
        }))}";
        var died = 0;
        var world = World();
        _clean.Clear();
        _restores = 0;
        if (deaths.Length == 0) _points.Clear();
        for (var pod = 0; ; pod++)
        {
            pod.Should().BeLessThan(10, because);
            var (count, death) = (0, pod < deaths.Length ? deaths[pod] : (-1, null));
            _dead = false;
            _around = (sql, before) =>
            {
                lock (_points)
                {
                    if (deaths.Length == 0) _points.Add((sql, before));
                    if (!_dead && ((death.OfCalls is { } calls && calls != sql.StartsWith(Call, StringComparison.Ordinal)) || count++ != death.At)) return;
                    if (!_dead) died++;
                    _dead = true;
                }

                throw new KilledException();
            };
            world.Rds.Around = (action, before) => _around($"{Call}{action}", before);
            world.Real = (_, port) => new PostgresWork(
                (port == Fresh?.Port ? Fresh : Server).Target(Database), new ConnectSettings { Timeout = TimeSpan.FromSeconds(20), RetryFor = TimeSpan.FromSeconds(20) }, TimeProvider.System, new Random(1), _around, _programs);
            if (await world.PodAsync() is not { } code) continue;

            // A pod that comes once the run has succeeded ends so where it has containers: none of them is to run.
            if (code != ExitCode.Ended || !Spec.Sanitize.OfType<SanitizeStep.Container>().Any()) code.Should().Be(ExitCode.Done, $"{because}: {world.Status.Run?.Reason} {world.Status.Run?.Message}");
            break;
        }

        world.Judge();
        world.Violations.Should().BeEmpty(because);
        world.Status.Run!.Outcome.Should().Be(RunOutcome.Succeeded, because);
        _restores.Should().Be(1, because);
        world.Rds.Snapshots.Where(snapshot => snapshot.SharedWith.Count > 0).Should().ContainSingle(because).Which.Id.Should().Be(world.ConfigMap["snapshotId"]);
        return died;
    }

    private WorkerWorld World()
    {
        // A pod whose container dies is as dead as one whose worker does.
        async Task<int?> ContainAsync(SanitizeStep.Container step, JsonObject given)
        {
            try
            {
                return await ContainerAsync(step, given, _around);
            }
            catch (KilledException)
            {
                return null;
            }
        }

        // The clock of the cloud begins where the database's own stands and runs ahead of it.
        var world = new WorkerWorld(Spec, TimeProvider.System.GetUtcNow()) { LookInto = id => _clean.Contains(id), LeastPoll = TimeSpan.FromSeconds(30), Reached = Server.Target(Database), Image = ContainAsync };
        world.Rds.Restored = (_, _) =>
        {
            _restores++;
            Server.RunAsync("postgres", $"DROP DATABASE IF EXISTS {Database} WITH (FORCE)").GetAwaiter().GetResult();
            Server.RunAsync("postgres", $"CREATE DATABASE {Database}").GetAwaiter().GetResult();
            Server.RunAsync(Database, Script).GetAwaiter().GetResult();
        };
        if (Fresh is not null)
        {
            world.Tools = _programs!.Tools;
            world.Rds.Endpoint = thing => ("127.0.0.1", thing.Id.Contains("-fresh", StringComparison.Ordinal) ? Fresh.Port : Server.Port);
            world.Rds.Created = (_, _, _) => EmptyAsync(Fresh).GetAwaiter().GetResult();
        }

        world.Rds.Captured = (snapshot, _) =>
        {
            if (!HoldsPlantedAsync().GetAwaiter().GetResult()) _clean.Add(snapshot.Id);
        };
        return world;
    }

    // Files of its own it keeps, its log too: nothing that was not verified may ever have come into them, whoever died.
    private static async Task EmptyAsync(PostgresServer server)
    {
        foreach (var database in await server.ColumnAsync("postgres", "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1')")) await server.RunAsync("postgres", $"DROP DATABASE {database} WITH (FORCE)");
        await server.RunAsync("postgres", "DROP SCHEMA IF EXISTS penumbra_refresh CASCADE");
        foreach (var role in await server.ColumnAsync("postgres", "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> current_user")) await server.RunAsync("postgres", $"DROP ROLE {role}");
    }

    private async Task<bool> HoldsPlantedAsync()
    {
        if (Fresh is not null)
        {
            await Fresh.RunAsync("postgres", "CHECKPOINT");
            return Directory.EnumerateFiles(Fresh.Data, "*", SearchOption.AllDirectories).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf("zqx"u8) >= 0);
        }

        await Server.RunAsync("postgres", "CHECKPOINT");
        var oid = await Server.AskAsync<long>("postgres", $"SELECT oid::bigint FROM pg_database WHERE datname = '{Database}'");
        var folder = Path.Combine(Server.Data, "base", oid.ToString(CultureInfo.InvariantCulture));
        return Directory.EnumerateFiles(folder).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf("zqx"u8) >= 0);
    }

    [GeneratedRegex("""\d+|"[^"]*"|'[^']*'|\b(pg_\w+|public|information_schema|shop)(\.\w+)*""")]
    private static partial Regex Details();
}
