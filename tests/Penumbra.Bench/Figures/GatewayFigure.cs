using System.Text.Json.Nodes;
using Penumbra.Bench.Clusters;
using Penumbra.Bench.Reports;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Bench.Figures;

/// <summary>Requests that fail while a route's weights shift a thousand times: at the sandbox's gateway, or at one that the environment names.</summary>
public sealed class GatewayFigure : IFigure
{
    private const int Clients = 32;

    /// <inheritdoc/>
    public string Name => "gateway";

    /// <inheritdoc/>
    public async Task<Section> MeasureAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var shifts = options.Quick ? 100 : 1000;
        if (Environment.GetEnvironmentVariable("PENUMBRA_BENCH_GATEWAY") is { Length: > 0 } address) return await ForeignAsync(new Uri(address), shifts, cancellationToken);
        await using var live = await LiveCluster.StartAsync(withOperator: false, cancellationToken);
        foreach (var version in (string[])["1", "2"])
        {
            var name = $"shop-{version}";
            await live.ApplyAsync(Manifests.Template(LiveCluster.Namespace, name, version, 2), cancellationToken);
            await live.ApplyAsync(Manifests.Read($$"""
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "{{name}}", "namespace": "{{LiveCluster.Namespace}}"},
                 "spec": {"selector": {"app": "{{name}}"}, "ports": [{"name": "http", "port": 8080, "targetPort": 8080}]} }
                """), cancellationToken);
            await live.UntilAsync(name, () => live.Cluster.Get("apps", "deployments", LiveCluster.Namespace, name)?["status"]?["readyReplicas"]?.GetValue<int>() == 2, "the pods are ready", cancellationToken);
        }

        await live.ApplyAsync(Manifests.Read($$"""
            {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "shop", "namespace": "{{LiveCluster.Namespace}}"},
             "spec": {"parentRefs": [{"name": "public"}], "hostnames": ["shop.example.com"],
              "rules": [{"backendRefs": [{"name": "shop-1", "port": 8080, "weight": 100}, {"name": "shop-2", "port": 8080, "weight": 0}]}]} }
            """), cancellationToken);
        await live.UntilAsync("shop", () => live.Cluster.Runtime.Gateway.FirstAddress is not null, "the gateway has an address", cancellationToken);
        using var load = new Load(live.Cluster.Runtime.Gateway.FirstAddress!, "shop.example.com");
        await Until.HoldsAsync(() => load.TryAsync().GetAwaiter().GetResult(), "the route serves", TimeSpan.FromSeconds(20), cancellationToken);
        return await MeasureAsync(load, live.Cluster.Client, new ObjectKey(LiveCluster.Namespace, "shop"), shifts, "the sandbox's gateway, with pods, load and API server in one process", cancellationToken);
    }

    private async Task<Section> ForeignAsync(Uri gateway, int shifts, CancellationToken cancellationToken)
    {
        var route = (Environment.GetEnvironmentVariable("PENUMBRA_BENCH_ROUTE") ?? "default/shop").Split('/');
        if (route.Length != 2) throw new InvalidOperationException("PENUMBRA_BENCH_ROUTE is not namespace/name");
        var found = ClusterLogins.Find(null, null, Environment.GetEnvironmentVariable, TimeProvider.System);
        if (found.Login is null) throw new InvalidOperationException(found.Error);
        using var meters = new MeterFactory();
        using var http = KubernetesHttp.Create(found.Login);
        var client = new KubernetesClient(http, TimeProvider.System, new KubernetesMetrics(meters));
        using var load = new Load(gateway, Environment.GetEnvironmentVariable("PENUMBRA_BENCH_HOST") ?? gateway.Host);
        return await MeasureAsync(load, client, new ObjectKey(route[0], route[1]), shifts, $"the gateway at {gateway}", cancellationToken);
    }

    private async Task<Section> MeasureAsync(Load load, IKubernetesClient client, ObjectKey route, int shifts, string against, CancellationToken cancellationToken)
    {
        await load.RunAsync(Clients, token => Task.Delay(TimeSpan.FromSeconds(3), token), cancellationToken);
        var still = await load.RunAsync(Clients, token => Task.Delay(TimeSpan.FromSeconds(8), token), cancellationToken);
        var refused = 0;
        var shifting = await load.RunAsync(Clients, async token =>
        {
            for (var shift = 0; shift < shifts; shift++)
            {
                // Up and down through all shares, as fast as writes and 20 ms go.
                var weight = Math.Abs(((shift * 7) % 200) - 100);
                var body = new JsonArray(Replace(0, 100 - weight), Replace(1, weight));
                var write = new ObjectWrite { Verb = WriteVerb.JsonPatch, Kind = ResourceKinds.HttpRoute, Key = route, Body = body, Cause = "bench" };
                if (!(await client.WriteAsync(write, token)).Succeeded) refused++;
                await Task.Delay(20, token);
            }
        }, cancellationToken);
        var (stillRate, shiftingRate) = (still.Answered / still.Seconds, shifting.Answered / shifting.Seconds);
        return new Section(
            Name, "Requests failed while weights shift", $"{against}; {Clients} clients, each with one request at a time.",
            ["", "requests", "failed", "requests a second", "p50", "p99"],
            [
                ["weights at rest", $"{still.Answered + still.Failed:N0}", $"{still.Failed}", $"{stillRate:N0}", Numbers.Milliseconds(still.P50), Numbers.Milliseconds(still.P99)],
                [$"{shifts:N0} shifts in {shifting.Seconds:0} s", $"{shifting.Answered + shifting.Failed:N0}", $"{shifting.Failed}", $"{shiftingRate:N0}", Numbers.Milliseconds(shifting.P50), Numbers.Milliseconds(shifting.P99)],
            ],
            [
                $"Failed: no answer, or a status that is not 2xx. Goal: 0. Throughput with shifts over without: {Numbers.Of(shiftingRate / stillRate)}.{(refused > 0 ? $" {refused} route writes were refused." : "")}",
                $"While shifting, version 2 answered {Numbers.Of(100.0 * shifting.FromSecond / Math.Max(1, shifting.Answered), "0.0")} % of the requests; the mean of the weights is about 50 %. It says nothing about other gateways: README.md says how to run it on one.",
            ],
            new JsonObject
            {
                ["shifts"] = shifts, ["refusedRouteWrites"] = refused, ["requests"] = shifting.Answered + shifting.Failed, ["failed"] = shifting.Failed, ["failedAtRest"] = still.Failed,
                ["requestsPerSecond"] = shiftingRate, ["requestsPerSecondAtRest"] = stillRate, ["p99Milliseconds"] = shifting.P99, ["p99MillisecondsAtRest"] = still.P99,
            });
    }

    private static JsonObject Replace(int backend, int weight) => new() { ["op"] = "add", ["path"] = $"/spec/rules/0/backendRefs/{backend}/weight", ["value"] = weight };
}
