using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.Hosting;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Bench.Processes;

/// <summary>
/// The child process: the operator with a metric source that shows a breach when standard input says so. Lines in: <c>breach</c> for all launches,
/// <c>breach 10</c> for every tenth, <c>stop</c>. Lines out: <c>ready</c>, <c>measured N</c> for each batch, <c>delivered TIMESTAMP N</c> for the
/// batch that shows the breach first, in ticks of the machine's monotonic clock.
/// </summary>
public static class BenchOperator
{
    public static async Task<int> RunAsync(Uri server, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var source = new BreachSource(line =>
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        });
        using var meters = new MeterFactory();
        using var telemetry = new OperatorTelemetry(meters, null);
        using var http = KubernetesHttp.Create(new ClusterLogin { Server = server, Source = "bench" });
        var metrics = new KubernetesMetrics(meters);
        var options = new OperatorOptions { Identity = "bench", LeaderElection = false };
        using var host = new OperatorHost(
            options, new KubernetesClient(http, TimeProvider.System, metrics), TimeProvider.System, new Random(1), metrics, new LaunchMetrics(meters), NullLoggerFactory.Instance, source);
        var run = host.RunAsync(stop.Token);
        var input = ListenAsync(source, stop);
        await run;
        await input;
        return 0;
    }

    private static async Task ListenAsync(BreachSource source, CancellationTokenSource stop)
    {
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line && line != "stop")
        {
            if (line.Split(' ') is ["breach", .. var rest]) source.Breach(rest.Length == 0 ? 1 : int.Parse(rest[0], CultureInfo.InvariantCulture));
        }

        await stop.CancelAsync();
    }
}
