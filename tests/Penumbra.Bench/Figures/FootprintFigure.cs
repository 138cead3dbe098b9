using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Penumbra.Bench.Clusters;
using Penumbra.Bench.Processes;
using Penumbra.Bench.Reports;

namespace Penumbra.Bench.Figures;

/// <summary>Memory, processor time and lateness of the real operator with many launches.</summary>
public sealed class FootprintFigure : IFigure
{
    private const double Mebibyte = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "footprint";

    /// <inheritdoc/>
    public async Task<Section> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var seed = await options.SeedAsync(cancellationToken);
        var rows = new List<IReadOnlyList<string>>();
        var data = new JsonArray();
        foreach (var launches in options.Quick ? (int[])[0, 100] : [0, 1000, 5000])
        {
            var found = await MeasureAsync(seed, launches, TimeSpan.FromSeconds(options.Quick || launches == 0 ? 15 : 45), cancellationToken);
            data.Add(found);
            double Value(string name) => found[name]!.GetValue<double>();
            string Lateness(string name) => double.IsNaN(Value(name)) ? "-" : $"<= {Numbers.Of(Value(name) * 1000)} ms";
            rows.Add(
            [
                $"{launches:N0}", $"{found["objects"]!.GetValue<int>():N0}", $"{Value("startSeconds"):0.0} s", $"{found["writesAtStart"]!.GetValue<int>()}", $"{Value("residentMebibytes"):0} MiB", $"{Value("peakMebibytes"):0} MiB",
                $"{Value("processorSecondsPerMinute"):0.0} s", Lateness("latenessP50Seconds"), Lateness("latenessP99Seconds"), $"{Value("passesPerMinute"):0}", $"{found["writes"]!.GetValue<int>()}",
            ]);
        }

        return new Section(
            Name, "Memory, processor time and lateness",
            "`penumbra run` in a process of its own, with its metrics endpoint scraped every 15 s, on the sandbox's API server in another process of the same machine: plain HTTP on the loopback, no network and no etcd. Every launch has a template and 2 or 3 revisions, 8 or 9 pods, 2 Services, 3 EndpointSlices and a route; a tenth is in the middle of step 1 with an objective scraped from its pods every 10 s.",
            ["launches", "objects", "start to all decided", "writes at start", "resident", "peak", "CPU a minute", "lateness p50", "lateness p99", "passes a minute", "writes in the time"], rows,
            [
                "Start: from the start of the process, the runtime's own included, until every launch has been decided once. The cluster is as the operator left it: routes, scales and Services are not written at a start; a launch in a step says in its status once that its objective is not measured yet, and once that it is.",
                "Resident: VmRSS at the end of the time; peak: VmHWM, which is the first lists. Lateness: the histogram's bucket bound, from the moment a launch is due to its pass.",
                "Goal: 100 MiB at 1,000 launches. Published, not measured here, from real clusters and other work: Flux 175 MiB and 255 s for 1,000 Kustomizations; Argo Rollouts 11 to 14 GB for 11,000 to 13,000 rollouts; external-dns 290 MiB for 8,209 pods.",
            ],
            data);
    }

    private static async Task<JsonObject> MeasureAsync(Seed seed, int launches, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var pods = await ModelPods.StartAsync(cancellationToken);
        await using var cluster = await ModelCluster.StartAsync(seed, launches, launches / 10, pods.Port, cancellationToken);
        GC.Collect();
        var writes = 0;
        cluster.OnRequest = request =>
        {
            if (request.Method != "GET" && !request.Path.Contains("/leases", StringComparison.Ordinal)) Interlocked.Increment(ref writes);
        };
        var folder = Directory.CreateTempSubdirectory("penumbra-bench-").FullName;
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, cluster.Server.AdminKubeconfig, cancellationToken);
        try
        {
            var listen = $"http://127.0.0.1:{FreePort()}";
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(listen) };
            var clock = Stopwatch.StartNew();
            await using var child = ChildProcess.Start(
                Repository.Program("Penumbra.Operator", "penumbra.dll"), "run", "--kubeconfig", kubeconfig, "--lease-namespace", "default", "--listen", listen, "--allow-loopback-sources", "--log-level", "Warning");
            Scrape scrape;
            for (scrape = await ScrapeAsync(http, child, cancellationToken); !AllDecided(scrape, launches); scrape = await ScrapeAsync(http, child, cancellationToken))
            {
                if (clock.Elapsed > TimeSpan.FromMinutes(3)) throw new TimeoutException($"{launches} launches were not decided: {string.Join(" / ", child.Lines.TakeLast(3))}");
                await Task.Delay(200, cancellationToken);
            }

            var start = clock.Elapsed;
            await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
            var atStart = writes;
            var kinds = cluster.Server.Server.Log.Entries.Where(entry => entry.Verb is not ("get" or "list" or "watch") && entry.Resource != "leases").CountBy(entry => $"{entry.Verb} {entry.Resource} {entry.Status}");
            var (before, cpu, from) = (await ScrapeAsync(http, child, cancellationToken), child.Processor(), Stopwatch.GetTimestamp());
            var after = before;
            while (Stopwatch.GetElapsedTime(from) < time)
            {
                await Task.Delay(TimeSpan.FromSeconds(15), cancellationToken);
                after = await ScrapeAsync(http, child, cancellationToken);
            }

            var minutes = Stopwatch.GetElapsedTime(from).TotalMinutes;
            var (now, peak) = child.Memory();
            foreach (var line in child.Lines.Take(5)) Console.WriteLine($"  the operator said: {line}");
            double Lateness(double share) => Scrape.QuantileBound(before.Buckets("penumbra_queue_lateness_seconds"), after.Buckets("penumbra_queue_lateness_seconds"), share);
            return new JsonObject
            {
                ["launches"] = launches,
                ["launching"] = launches / 10,
                ["objects"] = cluster.Objects,
                ["startSeconds"] = start.TotalSeconds,
                ["residentMebibytes"] = now / Mebibyte,
                ["peakMebibytes"] = peak / Mebibyte,
                ["managedHeapMebibytes"] = after.Sum("dotnet_gc_last_collection_heap_size") / Mebibyte,
                ["committedMebibytes"] = after.Sum("dotnet_gc_last_collection_memory_committed_size") / Mebibyte,
                ["processorSecondsPerMinute"] = (child.Processor() - cpu).TotalSeconds / minutes,
                ["passesPerMinute"] = (after.Sum("penumbra_passes_total") - before.Sum("penumbra_passes_total")) / minutes,
                ["latenessP50Seconds"] = Finite(Lateness(0.5)),
                ["latenessP99Seconds"] = Finite(Lateness(0.99)),
                ["writesAtStart"] = atStart,
                ["writesAtStartByKind"] = new JsonObject(kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => new KeyValuePair<string, JsonNode?>(kind.Key, kind.Value))),
                ["writes"] = writes - atStart,
                ["scrapesOfPods"] = pods.Scrapes,
                ["metricsBytes"] = after.Length,
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool AllDecided(Scrape? scrape, int launches) =>
        scrape is not null && scrape.Sum("penumbra_passes_total", "outcome=\"done\"") >= launches && scrape.Sum("penumbra_queue_depth") == 0 && scrape.Sum("penumbra_leader") > 0;

    private static JsonNode Finite(double value) => double.IsFinite(value) ? value : 0d;

    private static async Task<Scrape> ScrapeAsync(HttpClient http, ChildProcess child, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new Scrape(await http.GetStringAsync("/metrics", cancellationToken));
            }
            catch (HttpRequestException) when (!child.HasEnded)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
