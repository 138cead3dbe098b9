using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Bench.Clusters;
using Penumbra.Bench.Processes;
using Penumbra.Bench.Reports;

namespace Penumbra.Bench.Figures;

/// <summary>From the reading that shows a breach to the write that takes the traffic back.</summary>
public sealed class BreachFigure : IFigure
{
    /// <inheritdoc/>
    public string Name => "breach";

    /// <inheritdoc/>
    public async Task<Section> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var seed = await options.SeedAsync(cancellationToken);
        var cases = options.Quick
            ? new (int Active, int Every, int Rounds)[] { (1, 1, 2), (50, 1, 1) }
            : [(1, 1, 2), (100, 1, 1), (1000, 10, 1), (1000, 1, 1)];
        var rows = new List<IReadOnlyList<string>>();
        var data = new JsonArray();
        foreach (var (active, every, rounds) in cases)
        {
            var (all, own, servers) = (new List<double>(), TimeSpan.Zero, TimeSpan.Zero);
            for (var round = 0; round < rounds; round++)
            {
                var one = await RoundAsync(seed, active, every, cancellationToken);
                all.AddRange(one.Milliseconds);
                (own, servers) = (own + one.Operator, servers + one.Server);
            }

            all.Sort();
            var (p50, p99, most) = (Numbers.Quantile(all, 0.5), Numbers.Quantile(all, 0.99), all[^1]);
            rows.Add([$"{active:N0}", $"{all.Count / rounds:N0}", $"{rounds}", Numbers.Milliseconds(p50), Numbers.Milliseconds(p99), Numbers.Milliseconds(most), Each(own), Each(servers)]);
            string Each(TimeSpan time) => Numbers.Milliseconds(time.TotalMilliseconds / all.Count);
            data.Add(new JsonObject { ["active"] = active, ["breached"] = all.Count / rounds, ["rounds"] = rounds, ["p50Milliseconds"] = p50, ["p99Milliseconds"] = p99, ["maxMilliseconds"] = most, ["operatorMilliseconds"] = own.TotalMilliseconds / all.Count, ["serverMilliseconds"] = servers.TotalMilliseconds / all.Count });
        }

        return new Section(
            Name, "From the breach to the route's write",
            "the sandbox's API server in another process of the same machine, plain HTTP on the loopback, no network and no etcd; the operator in a process of its own, 8 workers; a metric source in the operator's process.",
            ["active launches", "breached at once", "rounds", "p50", "p99", "max", "CPU a route, operator", "CPU a route, API server"], rows,
            [
                "From the return of the reading that shows the breach to the arrival of the HTTPRoute's PATCH at the API server. All breached launches show it in one reading: the last one waits for all others.",
                "Not in it: the wait for the next reading (at most the launch's interval, 10 s by default, 1 s at least), the scrape itself, and how fast a gateway takes up a route.",
                "Processor time: from the order to show the breach until the last route's write has arrived, of all threads of either process, divided by the routes; the two share the machine's cores.",
                "Goal: p99 below 1 s at 1,000 active launches. For comparison, not measured here: Flagger acts at its next tick, interval x (threshold + 1), a minute and more by its defaults.",
            ],
            data);
    }

    private static async Task<(IReadOnlyList<double> Milliseconds, TimeSpan Operator, TimeSpan Server)> RoundAsync(Seed seed, int active, int every, CancellationToken cancellationToken)
    {
        await using var cluster = await ModelCluster.StartAsync(seed, active, active, 9, cancellationToken);
        var arrivals = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var writes = 0;
        var hit = Enumerable.Range(0, active).Count(index => index % every == 0);
        var (own, server) = (TimeSpan.Zero, TimeSpan.Zero);
        Func<TimeSpan> processor = () => TimeSpan.Zero;
        var spent = new TaskCompletionSource<(TimeSpan Operator, TimeSpan Server)>(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.OnRequest = request =>
        {
            if (request.Method != "GET") Interlocked.Increment(ref writes);
            if (request.Method == "PATCH" && request.Path.Contains("/httproutes/", StringComparison.Ordinal) && arrivals.TryAdd(request.Path, Stopwatch.GetTimestamp()) && arrivals.Count == hit)
                spent.TrySetResult((processor() - own, Environment.CpuUsage.TotalTime - server));
        };
        await using var child = ChildProcess.Start(
            Repository.Program("Penumbra.Bench", "penumbra-bench.dll"),
            "operator", "--server", cluster.Server.BaseAddress.AbsoluteUri);

        // Two readings of all: counters have their first values, caches and code are warm.
        string State() => $"{writes} writes; {string.Join(" / ", child.Lines.TakeLast(5))}";
        await Until.HoldsAsync(() => child.Lines.Count(line => line == $"measured {active}") >= 2, "every launch is measured", TimeSpan.FromMinutes(3), cancellationToken, State);
        await Task.Delay(1000, cancellationToken);
        if (!arrivals.IsEmpty) throw new InvalidOperationException($"{arrivals.Count} routes were written before anything was wrong");
        processor = child.Processor;
        (own, server) = (child.Processor(), Environment.CpuUsage.TotalTime);
        child.Tell($"breach {every}");
        await Until.HoldsAsync(() => arrivals.Count >= hit, $"{hit} launches go back", TimeSpan.FromMinutes(2), cancellationToken, () => $"{arrivals.Count} did; {State()}");
        cluster.OnRequest = null;
        await child.StopAsync();
        var delivered = long.Parse(child.Lines.Last(line => line.StartsWith("delivered", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
        var (ofOperator, ofServer) = await spent.Task;
        return ([.. arrivals.Values.Select(arrived => Stopwatch.GetElapsedTime(delivered, arrived).TotalMilliseconds)], ofOperator, ofServer);
    }
}
