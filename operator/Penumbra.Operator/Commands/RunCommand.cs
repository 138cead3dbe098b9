using System.CommandLine;
using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.Hosting;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.Commands;

/// <summary><c>penumbra run</c>: the operator, in a pod or anywhere else.</summary>
public static class RunCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "The kubeconfig file; default: $KUBECONFIG, else the pod's own account, else ~/.kube/config." };
        var context = new Option<string?>("--context") { Description = "The context of the kubeconfig; default: its current one." };
        var ns = new Option<string?>("--namespace") { Description = "Look after this namespace only; default: all." };
        var leaseNamespace = new Option<string?>("--lease-namespace") { Description = "Where the lease stands; default: the login's own namespace." };
        var noLease = new Option<bool>("--no-leader-election") { Description = "Hold no lease: for one replica only." };
        var listen = new Option<string>("--listen") { Description = "Where health and metrics are served; \"off\" for nowhere.", DefaultValueFactory = _ => "http://0.0.0.0:8080" };
        var workers = new Option<int>("--workers") { Description = "How many launches are passed over at once.", DefaultValueFactory = _ => 8 };
        var identity = new Option<string?>("--identity") { Description = "Names this process in the lease; default: the host's name." };
        var sources = new Option<string?>("--metric-sources") { Description = "A folder with MetricSources as YAML files, such as a mounted ConfigMap: for --namespace, where those of the cluster cannot be listed." };
        var loopback = new Option<bool>("--allow-loopback-sources") { Description = "Metric sources may be on this machine: for sandboxes." };
        var image = new Option<string?>("--worker-image") { Description = "The image of SnapshotRefreshes' workers, which is the operator's own; without it SnapshotRefreshes are not looked after." };
        var endpoint = new Option<string?>("--cloud-endpoint") { Description = "Another address for all cloud services, given to workers: for sandboxes." };
        var poll = new Option<int?>("--least-poll") { Description = "The shortest pause between two looks of a worker at the cloud, in seconds (15): for sandboxes." };
        var databaseTls = new Option<string?>("--database-tls") { Description = "How workers' connections to databases are protected: Verified (default), Encrypted or None." };
        var authorities = new Option<string?>("--database-authorities") { Description = "A file of the workers' image with the certificates that databases are trusted by, such as the cloud's bundle." };
        databaseTls.AcceptOnlyFromAmong("Verified", "Encrypted", "None");
        var comparison = new Option<string?>("--comparison-image") { Description = "The image of ShadowDeployments' comparison servers, which is the operator's own; without it ShadowDeployments are not looked after." };
        var assumed = new Option<string[]>("--assume-mirroring") { Description = "A GatewayClass that copies a share of requests without saying so in its status; may be given again." };
        var format = new Option<string>("--log-format") { Description = "json or text.", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("json", "text");
        var level = new Option<LogLevel>("--log-level") { Description = "The least level that is logged.", DefaultValueFactory = _ => LogLevel.Information };
        var command = new Command("run", "Run the operator.") { kubeconfig, context, ns, leaseNamespace, noLease, listen, workers, identity, sources, loopback, image, endpoint, databaseTls, authorities, poll, comparison, assumed, format, level };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var login = ClusterLogins.Find(parsed.GetValue(kubeconfig), parsed.GetValue(context), Environment.GetEnvironmentVariable, TimeProvider.System);
            if (login.Login is null)
            {
                await Console.Error.WriteLineAsync($"penumbra: {login.Error}");
                return 2;
            }

            if (parsed.GetValue(sources) is { } folder && !Directory.Exists(folder))
            {
                await Console.Error.WriteLineAsync($"penumbra: --metric-sources {folder} is not a folder; it must hold MetricSources as YAML files.");
                return 2;
            }

            var traces = TraceExport.Read(Environment.GetEnvironmentVariable, out var wrong);
            if (wrong is not null)
            {
                await Console.Error.WriteLineAsync($"penumbra: {wrong}");
                return 2;
            }

            var options = new OperatorOptions
            {
                Namespace = parsed.GetValue(ns),
                LeaseNamespace = parsed.GetValue(leaseNamespace) ?? login.Login.Namespace,
                LeaderElection = !parsed.GetValue(noLease),
                Identity = parsed.GetValue(identity) ?? $"{Environment.MachineName}-{Environment.ProcessId}",
                Workers = Math.Max(1, parsed.GetValue(workers)),
                Listen = parsed.GetValue(listen) is "off" ? null : parsed.GetValue(listen),
                MetricSources = parsed.GetValue(sources),
                AllowLoopback = parsed.GetValue(loopback),
                Traces = traces,
                Refreshes = parsed.GetValue(image) is { Length: > 0 } worker ? new SnapshotRefreshes.WorkerOptions(worker, parsed.GetValue(endpoint), parsed.GetValue(databaseTls), parsed.GetValue(authorities), parsed.GetValue(poll)) : null,
                Shadows = parsed.GetValue(comparison) is { Length: > 0 } server ? new ShadowDeployments.ComparisonOptions(server, (parsed.GetValue(assumed) ?? []).ToHashSet(StringComparer.Ordinal)) : null,
            };
            using var logs = Logs(parsed.GetValue(format) == "json", parsed.GetValue(level));
            return await RunAsync(options, login.Login, logs, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(OperatorOptions options, ClusterLogin login, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var logger = logs.CreateLogger("Penumbra");
        using var meters = new MeterFactory();
        using var telemetry = new OperatorTelemetry(meters, options.Traces);
        using var http = KubernetesHttp.Create(login);
        var metrics = new KubernetesMetrics(meters);
        var client = new KubernetesClient(http, TimeProvider.System, metrics);
        using var host = new OperatorHost(options, client, TimeProvider.System, new Random(), metrics, new LaunchMetrics(meters), logs, refreshMetrics: new RefreshMetrics(meters, TimeProvider.System), shadowMetrics: new ShadowMetrics(meters));
        logger.LogInformation(
            "penumbra {Version} for {Server} ({Login}), {Scope}, lease in {LeaseNamespace}", VersionCommand.Version, login.Server, login.Source,
            options.Namespace is null ? "all namespaces" : $"namespace {options.Namespace}", options.LeaderElection ? options.LeaseNamespace : "no namespace");
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var web = options.Listen is { } listen ? OperatorWeb.RunAsync(listen, () => host.IsReady, telemetry, ended.Token) : Task.CompletedTask;
        if (web.IsFaulted)
        {
            logger.LogError("Nothing can be served at {Listen}: {Message}", options.Listen, web.Exception.InnerException?.Message);
            return 2;
        }

        var memory = MemoryReturn.RunAsync(() => host.IsReady, TimeProvider.System, ended.Token);
        await host.RunAsync(cancellationToken);
        await ended.CancelAsync();
        await Task.WhenAll(web, memory);
        return 0;
    }

    private static ILoggerFactory Logs(bool json, LogLevel level) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(level);
        if (json) builder.AddJsonConsole(options => (options.UseUtcTimestamp, options.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        else builder.AddSimpleConsole(options => (options.SingleLine, options.TimestampFormat, options.UseUtcTimestamp) = (true, "HH:mm:ss.fff ", true));
    });
}
