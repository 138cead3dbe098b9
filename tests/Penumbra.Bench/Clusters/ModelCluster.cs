using Penumbra.Sandbox.ApiServer;
using Penumbra.Sandbox.ApiServer.Http;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.Bench.Clusters;

/// <summary>The sandbox's API server over plain HTTP, filled with copies of the seed. No controllers but <see cref="ModelKubelet"/>, no pods that run.</summary>
public sealed class ModelCluster : IAsyncDisposable
{
    private const int LaunchesPerNamespace = 10;

    private ApiServerHost? _server;
    private ModelKubelet? _kubelet;

    private ModelCluster()
    {
    }

    public ApiServerHost Server => _server ?? throw new InvalidOperationException("the cluster has not been started");

    /// <summary>Objects that were made.</summary>
    public int Objects { get; private set; }

    /// <summary>Starts one.</summary>
    /// <param name="seed">What is copied.</param>
    /// <param name="launches">How many launches.</param>
    /// <param name="launching">How many of them are in the middle of step 1.</param>
    /// <param name="scrapePort">Where pods say that they are scraped.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ModelCluster> StartAsync(Seed seed, int launches, int launching, int scrapePort, CancellationToken cancellationToken)
    {
        var made = new ModelCluster();
        var options = new ApiServerHostOptions { Https = false, HistorySize = 100_000, Server = new ApiServerOptions { Faults = made.See } };
        var server = made._server = await ApiServerHost.StartAsync(options, cancellationToken);
        foreach (var file in Directory.GetFiles(Repository.Path("crds"), "*.yaml").Order(StringComparer.Ordinal))
        {
            foreach (var document in YamlJson.Read(await File.ReadAllTextAsync(file, cancellationToken))) Must(server.Cluster.Create(BuiltInTypes.CustomResourceDefinition, document.AsObject()));
        }

        for (var index = 0; index < launches; index++)
        {
            var ns = $"team-{index / LaunchesPerNamespace:000}";
            if (index % LaunchesPerNamespace == 0) Must(server.Cluster.Create(BuiltInTypes.Namespace, Manifests.Namespace(ns)));

            // Launching ones are spread over the namespaces.
            var isLaunching = (long)(index + 1) * launching / launches > (long)index * launching / launches;
            made.Objects += Plant(server.Cluster, isLaunching ? seed.Launching : seed.Healthy, ns, $"app-{index:0000}", scrapePort);
        }

        server.Cluster.Compact();
        made._kubelet = new ModelKubelet(server.Cluster);
        return made;
    }

    /// <summary>Is told of every request before it is handled; null for nobody.</summary>
    public Action<ApiRequest>? OnRequest { get; set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _kubelet?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private Fault? See(ApiRequest request)
    {
        OnRequest?.Invoke(request);
        return null;
    }

    private static int Plant(IClusterApi cluster, IReadOnlyList<SeedObject> seed, string ns, string name, int port)
    {
        var uids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in seed)
        {
            var made = cluster.Create(part.Type, part.Copy(ns, name, port, uids));
            Must(made);
            uids[part.Uid] = made.Body["metadata"]!["uid"]!.GetValue<string>();
        }

        foreach (var part in seed.Where(part => part.HasStatus)) Must(cluster.UpdateStatus(part.Type, part.Copy(ns, name, port, uids)));
        return seed.Count;
    }

    private static void Must(ClusterResult result)
    {
        if (!result.Succeeded) throw new InvalidOperationException(result.Body.ToJsonString());
    }
}
