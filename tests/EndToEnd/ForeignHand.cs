using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Operator.Telemetry;

namespace Penumbra.EndToEnd;

/// <summary>Somebody who puts a route's rules back every 300 ms, under a name of their own, until disposed.</summary>
public sealed class ForeignHand : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly MeterFactory _meters = new();
    private readonly HttpClient _http;
    private readonly Task _run;
    private int _writes;

    public ForeignHand(Shop shop, string manager, string route, JsonNode rules)
    {
        _http = KubernetesHttp.Create(Kubeconfig.Read(shop.Cluster.KubeconfigFile, null, _ => null, TimeProvider.System).Login!);
        var client = new KubernetesClient(_http, TimeProvider.System, new KubernetesMetrics(_meters), new KubernetesClientOptions { FieldManager = manager });
        _run = RunAsync(client, new ObjectWrite
        {
            Verb = WriteVerb.MergePatch, Kind = ResourceKinds.HttpRoute, Key = new ObjectKey("shop", route), Body = new JsonObject { ["spec"] = new JsonObject { ["rules"] = rules.DeepClone() } },
        });
    }

    public int Writes => Volatile.Read(ref _writes);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _http.Dispose();
        _meters.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(KubernetesClient client, ObjectWrite write)
    {
        try
        {
            while (true)
            {
                (await client.WriteAsync(write, _stop.Token)).Succeeded.Should().BeTrue();
                Interlocked.Increment(ref _writes);
                await Task.Delay(300, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }
}
