using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.Hosting;
using Penumbra.Operator.Telemetry;
using Penumbra.Sandbox.Commands;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Bench.Clusters;

/// <summary>An embedded cluster with controllers and pods that answer, and the operator in this process, with the chart's rights.</summary>
public sealed class LiveCluster : IAsyncDisposable
{
    public const string Namespace = "seedbed";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    private LiveCluster(EmbeddedCluster cluster, string folder) => (Cluster, _folder) = (cluster, folder);

    public EmbeddedCluster Cluster { get; }

    public static async Task<LiveCluster> StartAsync(bool withOperator, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("penumbra-bench-").FullName;
        var live = new LiveCluster(await EmbeddedCluster.StartAsync(folder, Repository.Path("crds"), cancellationToken: cancellationToken), folder);
        await live.ApplyAsync(Manifests.Namespace(Namespace), cancellationToken);
        await live.ApplyAsync(Manifests.Gateway(Namespace), cancellationToken);
        if (withOperator)
        {
            var kubeconfig = await OperatorRights.InstallAsync(live.Cluster, Repository.Path("charts", "rendered", "penumbra.yaml"), cancellationToken);
            live._run = RunAsync(kubeconfig, live._stop.Token);
        }

        return live;
    }

    public async Task ApplyAsync(JsonObject document, CancellationToken cancellationToken)
    {
        if (await Cluster.Apply.ObjectAsync(document, cancellationToken) is { } error) throw new InvalidOperationException(error);
    }

    /// <summary>Brings a launch to Healthy on version 1.</summary>
    public async Task AdoptAsync(JsonObject launch, int replicas, CancellationToken cancellationToken)
    {
        var name = launch["metadata"]!["name"]!.GetValue<string>();
        await ApplyAsync(Manifests.Template(Namespace, name, "1", replicas), cancellationToken);
        await ApplyAsync(launch, cancellationToken);
        await UntilAsync(name, () => Phase(name) == "Healthy" && Condition(name, "Adopted") == "True", "the launch is adopted", cancellationToken);
        await PushAsync(name, "1", cancellationToken);
    }

    /// <summary>A new version in Git, which holds 0 replicas since the adoption.</summary>
    public Task PushAsync(string name, string version, CancellationToken cancellationToken) => ApplyAsync(Manifests.Template(Namespace, name, version, 0), cancellationToken);

    /// <summary>Sets an annotation of a launch that asks for something, for its candidate's first attempt.</summary>
    public async Task AskAsync(string name, string act, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [$"penumbra.dev/{act}"] = $"{Status(name)!["candidate"]!["revision"]!.GetValue<string>()}/1" } } };
        var write = new ObjectWrite { Verb = WriteVerb.MergePatch, Kind = ResourceKinds.DarkLaunch, Key = new ObjectKey(Namespace, name), Body = body };
        if (await Cluster.Client.WriteAsync(write, cancellationToken) is { Failure: { } failure }) throw new InvalidOperationException(failure.Message);
    }

    public JsonObject? Status(string name) => Cluster.Get("penumbra.dev", "darklaunches", Namespace, name)?["status"] as JsonObject;

    public long? Generation(string name) => Cluster.Get("penumbra.dev", "darklaunches", Namespace, name)?["metadata"]?["generation"]?.GetValue<long>();

    public string Phase(string name) => Status(name)?["phase"]?.GetValue<string>() ?? "";

    public string Weight(string name) => Status(name)?["weight"]?.GetValue<string>() ?? "";

    public bool Serves(string name, string version) => Phase(name) == "Healthy" && Status(name)?["stable"]?["images"] is JsonArray { Count: > 0 } images && images[0]!.GetValue<string>().EndsWith(":" + version, StringComparison.Ordinal);

    public Task UntilAsync(string name, Func<bool> condition, string what, CancellationToken cancellationToken) =>
        Until.HoldsAsync(condition, what, Patience, cancellationToken, () => Status(name)?.ToJsonString() ?? "no status");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await Cluster.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Condition(string name, string type) =>
        (Status(name)?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => condition!["type"]!.GetValue<string>() == type)?["status"]?.GetValue<string>() ?? "";

    private static async Task RunAsync(string kubeconfig, CancellationToken stop)
    {
        var login = Kubeconfig.Read(kubeconfig, null, _ => null, TimeProvider.System).Login ?? throw new UnreachableException();
        using var meters = new MeterFactory();
        using var http = KubernetesHttp.Create(login);
        var metrics = new KubernetesMetrics(meters);
        var options = new OperatorOptions { Identity = "bench", LeaseNamespace = OperatorRights.Namespace, AllowLoopback = true };
        using var host = new OperatorHost(options, new KubernetesClient(http, TimeProvider.System, metrics), TimeProvider.System, new Random(1), metrics, new LaunchMetrics(meters), NullLoggerFactory.Instance, shadowMetrics: new ShadowMetrics(meters));
        await host.RunAsync(stop);
    }
}
