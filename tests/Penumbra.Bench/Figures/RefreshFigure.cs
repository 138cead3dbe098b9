using System.Diagnostics;
using System.Text.Json.Nodes;
using Npgsql;
using Penumbra.Bench.Reports;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Sandbox.Cloud;
using Penumbra.Sandbox.RefreshDemo;

namespace Penumbra.Bench.Figures;

/// <summary>What a refresh costs: rows masked a second beside an UPDATE by hand, calls to the cloud, and the worker's memory.</summary>
public sealed class RefreshFigure : IFigure
{
    private const string Password = "only-for-the-bench";
    private const double Mebibyte = 1024 * 1024;

    // What a careful person would write: readable, not keyed, not one to one.
    private const string ByHand = """
        UPDATE customers SET email = 'u' || md5(email) || '@example.invalid', full_name = 'Person ' || left(md5(full_name), 8),
            phone = '+372 5' || translate(left(md5(phone), 8), 'abcdef', '012345')
        """;

    private static readonly MaskRule[] Rules = [new("customers", "email", MaskKind.Email), new("customers", "full_name", MaskKind.Name), new("customers", "phone", MaskKind.Digits)];

    /// <inheritdoc/>
    public string Name => "refresh";

    /// <inheritdoc/>
    public async Task<Section> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        const string Against = "a private PostgreSQL on this machine, fsync off, one backend and so one core; the imitated cloud of make demo-refresh over HTTP, `penumbra refresh` as a process of its own";
        if (PostgresPrograms.Find() is not { } programs)
            return new Section(Name, "What a refresh costs", Against, ["what", "figure"], [["not measured", "-"]], ["There is no PostgreSQL on this machine: tests/tools/install-postgres.sh."], new JsonObject());
        var rows = options.Quick ? 20_000 : 300_000;
        var (hand, email, three) = await MaskAsync(programs, rows, cancellationToken);
        var run = await RunAsync(programs, options.Quick ? 1000 : 12_000, cancellationToken);
        string Rate(TimeSpan took) => Numbers.Of(rows / took.TotalSeconds, "#,0") + " rows/s";
        return new Section(
            Name, "What a refresh costs", Against, ["what", "figure"],
            [
                [$"three columns by hand, {rows:N0} rows", Rate(hand)], ["mask of the address", Rate(email)], ["masks of address, name and phone, in one pass", Rate(three)],
                ["calls to the cloud in a whole run", $"{run.Calls}"], ["of them that change something", $"{run.Writes}"], [$"calls while the restore is waited for, {run.Waited.TotalSeconds:0} pauses long", $"{run.Looks}"],
                ["worker, resident at most", $"{run.Peak / Mebibyte:0} MiB"],
            ],
            [
                "By hand: md5 and left, not keyed, not one to one. Masks: HMAC-SHA-256 for addresses and names, a keyed permutation for digits.",
                "Pauses: the cloud takes its time, a second stands for the usual shortest pause of 15 s. While waiting, one DescribeDBClusters of the one thing that is waited for; the longest row of them is counted.",
                "The worker's memory does not depend on the rows: they never leave the database.",
            ],
            new JsonObject
            {
                ["rows"] = rows, ["byHandPerSecond"] = rows / hand.TotalSeconds, ["addressPerSecond"] = rows / email.TotalSeconds, ["threePerSecond"] = rows / three.TotalSeconds,
                ["calls"] = run.Calls, ["changingCalls"] = run.Writes, ["callsWhileWaiting"] = run.Looks, ["pauses"] = run.Waited.TotalSeconds, ["workerPeakMebibytes"] = run.Peak / Mebibyte,
            });
    }

    private static async Task<(TimeSpan Hand, TimeSpan Email, TimeSpan Three)> MaskAsync(PostgresPrograms programs, int rows, CancellationToken cancellationToken)
    {
        var disk = new PostgresDirectory(programs, PostgresPrograms.MakeFolder());
        try
        {
            disk.Initialise();
            disk.Start();
            disk.Run("postgres", $"CREATE ROLE bench SUPERUSER LOGIN PASSWORD '{Password}'");
            var number = 0;
            async Task<TimeSpan> TimeAsync(Func<string, Task> act)
            {
                // Each its own table, so that no measurement finds the dead rows of another.
                var database = $"bench{number++}";
                disk.Run("postgres", $"CREATE DATABASE {database}");
                disk.Run(database, $"""
                    CREATE TABLE customers (id int PRIMARY KEY, email varchar(80), full_name text, phone text, joined timestamptz DEFAULT '2020-01-01');
                    INSERT INTO customers SELECT n, 'person' || n || '@mail.example.org', 'Given' || n || ' Surname', '+372 5' || lpad((n * 7919::bigint % 10000000)::text, 7, '0') FROM generate_series(1, {rows}) n;
                    CHECKPOINT;
                    """);
                var watch = Stopwatch.StartNew();
                await act(database);
                return watch.Elapsed;
            }

            Task Mask(string database, params MaskRule[] rules) => MaskOneAsync(disk.Port, database, rules, cancellationToken);
            return (await TimeAsync(database => HandAsync(disk.Port, database, cancellationToken)), await TimeAsync(database => Mask(database, Rules[0])), await TimeAsync(database => Mask(database, Rules)));
        }
        finally
        {
            disk.Remove();
        }
    }

    private static async Task HandAsync(int port, string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Database={database};Username=bench;Password={Password};Pooling=false;Command Timeout=0");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(ByHand, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task MaskOneAsync(int port, string database, MaskRule[] rules, CancellationToken cancellationToken)
    {
        var target = new DatabaseTarget { Host = "127.0.0.1", Port = port, Database = database, User = "bench", Password = Password, Tls = TlsMode.None };
        var work = new PostgresWork(target, new ConnectSettings(), TimeProvider.System, new Random(1));
        var result = await work.SanitizeAsync(new SanitizePlan { Steps = [new SanitizeStep.Mask("bench", rules)], Checks = [], Key = new byte[32] }, null, cancellationToken);
        if (result.Failure is { } failure) throw new InvalidOperationException(failure.Message);
    }

    // The demo's first run, with nobody killed.
    private static async Task<(int Calls, int Writes, int Looks, TimeSpan Waited, long Peak)> RunAsync(PostgresPrograms programs, int people, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-bench-refresh-").FullName;
        try
        {
            await using var world = await RefreshCluster.StartAsync(Repository.Path("."), Repository.Program("Penumbra.Operator", "penumbra.dll"), programs, folder, cancellationToken);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var peak = WatchAsync(world, ending.Token);
            var (calls, writes, looks) = (0, 0, 0);
            var story = new RefreshStory(world, Repository.Path("crds", "samples", "demo-refresh"), new RefreshView())
            {
                KilledAt = [],
                FirstDone = () => (calls, writes, looks) = (world.Cloud.Calls.Count, world.Cloud.Writes, Longest(world.Cloud.Calls, "DescribeDBClusters")),
            };
            await story.TellAsync(new PlantedShop(people), cancellationToken);
            await ending.CancelAsync();
            return (calls, writes, looks, world.Cloud.Takes("RestoreDBClusterFromSnapshot"), await peak);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Longest(List<string> calls, string of)
    {
        var (longest, now) = (0, 0);
        foreach (var call in calls)
        {
            now = call == of ? now + 1 : 0;
            longest = Math.Max(longest, now);
        }

        return longest;
    }

    private static async Task<long> WatchAsync(RefreshCluster world, CancellationToken cancellationToken)
    {
        var peak = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var worker in world.Workers.Started.Where(worker => worker.ExitCode is null)) peak = Math.Max(peak, Peak(worker.Id));
            await Task.Delay(100, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    private static long Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return 0;
        }
    }
}
