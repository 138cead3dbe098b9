using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penumbra.EndToEnd.Tools;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.Hosting;
using Penumbra.Operator.Telemetry;
using Penumbra.Sandbox.Commands;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.EndToEnd;

/// <summary>An embedded cluster with the demo's shop in it, and the operator beside it under the chart's rights.</summary>
public sealed class Shop : IAsyncDisposable
{
    private readonly List<string> _logs = [];
    private CancellationTokenSource? _running;
    private Task _run = Task.CompletedTask;

    private Shop(EmbeddedCluster cluster, string kubeconfig, string folder) => (Cluster, Kubeconfig, Folder) = (cluster, kubeconfig, folder);

    public EmbeddedCluster Cluster { get; }

    /// <summary>Where its files are; removed with it.</summary>
    public string Folder { get; }

    /// <summary>The operator's own kubeconfig.</summary>
    public string Kubeconfig { get; }

    public IReadOnlyList<string> Logs
    {
        get
        {
            lock (_logs) return [.. _logs];
        }
    }

    public OperatorTelemetry? Telemetry { get; private set; }

    /// <param name="startOperator">Whether the operator runs from the start.</param>
    /// <param name="prepared">Whether the demo's namespace and Gateway are there already.</param>
    /// <param name="render">What helm made of the chart; null for the committed one, of all namespaces.</param>
    public static async Task<Shop> OpenAsync(bool startOperator = true, bool prepared = true, string? render = null)
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-e2e-").FullName;
        var cluster = await EmbeddedCluster.StartAsync(folder, Repository.Path("crds"));
        if (prepared) (await cluster.Apply.FileAsync(Repository.Path("crds", "samples", "demo", "00-namespace.yaml"), null, null, CancellationToken.None)).Should().BeNull();
        var kubeconfig = await OperatorRights.InstallAsync(cluster, render ?? Repository.Path("charts", "rendered", "penumbra.yaml"), CancellationToken.None);
        var shop = new Shop(cluster, kubeconfig, folder);
        if (startOperator) shop.StartOperator();
        return shop;
    }

    /// <summary>The same with what the chart gives an operator that looks after this namespace alone, which is not started yet.</summary>
    public static async Task<Shop> OpenForOneNamespaceAsync()
    {
        var home = Directory.CreateTempSubdirectory("penumbra-helm-").FullName;
        try
        {
            var render = Path.Combine(home, "rendered.yaml");
            await File.WriteAllTextAsync(render, await Tool.Helm(Path.Combine(home, "none"), home).RunAsync(
                "template", "penumbra", Repository.Path("charts", "penumbra"), "--namespace", "penumbra-system", "--set", "namespace=shop"));
            return await OpenAsync(startOperator: false, render: render);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>Starts the operator in this process, with its own login and rights, as `penumbra run` does.</summary>
    public void StartOperator(string? ns = null, string identity = "one", string? metricSources = null, bool refreshes = false)
    {
        var login = Penumbra.Kubernetes.Login.Kubeconfig.Read(Kubeconfig, null, _ => null, TimeProvider.System).Login!;
        _running = new CancellationTokenSource();
        var stop = _running.Token;
        _run = RunAsync(login, ns, identity, metricSources, refreshes, stop);
    }

    /// <summary>Stops the operator as SIGTERM does.</summary>
    public async Task StopOperatorAsync()
    {
        if (_running is null) return;
        await _running.CancelAsync();
        await _run;
        _running.Dispose();
        _running = null;
    }

    public async Task ApplyAsync(string file, Action<JsonObject>? edit = null) =>
        (await Cluster.Apply.FileAsync(Repository.Path("crds", "samples", "demo", file), null, edit, CancellationToken.None)).Should().BeNull();

    /// <summary>What was wrong with a file, or null.</summary>
    public Task<string?> TryApplyAsync(string file, Action<JsonObject> edit) =>
        Cluster.Apply.FileAsync(Repository.Path("crds", "samples", "demo", file), null, edit, CancellationToken.None);

    public Task ApplyAsync(JsonObject document, Action<JsonObject> edit)
    {
        edit(document);
        return ApplyAsync(document);
    }

    public async Task ApplyAsync(JsonObject document) => (await Cluster.Apply.ObjectAsync(document, CancellationToken.None)).Should().BeNull();

    /// <summary>The template and the launch, with short times.</summary>
    public async Task LaunchAsync(Action<JsonObject>? editSpec = null)
    {
        await ApplyAsync("template.yaml", document => document["spec"]!["replicas"] = 2);
        await ApplyAsync("darklaunch.yaml", document =>
        {
            var spec = (JsonObject)document["spec"]!;
            foreach (var step in (JsonArray)spec["steps"]!) step!["hold"] = "1s";
            spec["bakeTime"] = "1s";
            editSpec?.Invoke(spec);
        });
    }

    public async Task PushAsync(string version, string errors = "0", string latency = "5ms") => await ApplyAsync("template.yaml", document =>
    {
        document["spec"]!["replicas"] = 0;
        var container = document["spec"]!["template"]!["spec"]!["containers"]![0]!;
        container["image"] = $"shop/checkout:{version}";
        foreach (var variable in (JsonArray)container["env"]!)
            variable!["value"] = variable["name"]!.GetValue<string>() switch { "VERSION" => version, "LATENCY" => latency, _ => errors };
    });

    public JsonObject? Get(string group, string plural, string name) => Cluster.Get(group, plural, "shop", name);

    public JsonObject? Status => Get("penumbra.dev", "darklaunches", "checkout")?["status"] as JsonObject;

    public string Phase => Status?["phase"]?.GetValue<string>() ?? "";

    public string Condition(string type, string field = "status") => Said("checkout", type, field);

    /// <summary>A field of a launch's condition.</summary>
    public string Said(string launch, string type, string field) =>
        (Get("penumbra.dev", "darklaunches", launch)?["status"]?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => condition!["type"]!.GetValue<string>() == type)?[field]?.GetValue<string>() ?? "";

    public bool Serves(string version) => Phase == "Healthy" && Condition("Adopted") == "True" && Image("stable") == $"shop/checkout:{version}";

    public string Image(string release) => (Status?[release]?["images"] as JsonArray)?[0]?.GetValue<string>() ?? "";

    /// <summary>Waits until something holds; fails with the launch's own words.</summary>
    public async Task UntilAsync(Func<Shop, bool> condition, string what, int seconds = 60)
    {
        for (var attempt = 0; attempt < seconds * 20; attempt++)
        {
            if (condition(this)) return;
            await Task.Delay(50);
        }

        condition(this).Should().BeTrue("{0}; but: {1}\n{2}", what, Status?.ToJsonString(), string.Join('\n', Logs.TakeLast(25)));
    }

    public async ValueTask DisposeAsync()
    {
        await StopOperatorAsync();
        await Cluster.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task RunAsync(ClusterLogin login, string? ns, string identity, string? metricSources, bool refreshes, CancellationToken stop)
    {
        using var meters = new MeterFactory();
        using var http = KubernetesHttp.Create(login);
        var metrics = new KubernetesMetrics(meters);
        using var telemetry = new OperatorTelemetry(meters, null);
        Telemetry = telemetry;
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(new Lines(this)));
        var options = new OperatorOptions { Identity = identity, LeaseNamespace = OperatorRights.Namespace, AllowLoopback = true, Namespace = ns, MetricSources = metricSources, Refreshes = refreshes ? new Penumbra.Operator.SnapshotRefreshes.WorkerOptions("penumbra:test") : null };
        using var host = new OperatorHost(options, new KubernetesClient(http, TimeProvider.System, metrics), TimeProvider.System, new Random(1), metrics, new LaunchMetrics(meters), logs, refreshMetrics: new RefreshMetrics(meters, TimeProvider.System), shadowMetrics: new ShadowMetrics(meters));
        await host.RunAsync(stop);
    }

    private sealed class Lines(Shop shop) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (shop._logs) shop._logs.Add($"{logLevel} {formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }
}
