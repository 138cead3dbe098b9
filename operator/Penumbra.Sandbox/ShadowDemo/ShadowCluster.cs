using Penumbra.Sandbox.ApiServer.Http;
using Penumbra.Sandbox.Commands;
using Penumbra.Sandbox.Embedded;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>All that a comparison needs, on this machine: an embedded cluster whose Services have addresses, the operator in it under the chart's rights, and comparison servers as processes of their own.</summary>
public sealed class ShadowCluster : IAsyncDisposable
{
    /// <summary>The image whose pods are comparison servers and replays.</summary>
    public const string Image = "penumbra:demo";

    private readonly PodAddresses _services;
    private OperatorProcess? _operator;

    private ShadowCluster(PodAddresses services, PodPrograms servers, EmbeddedCluster cluster, string operatorKubeconfig)
    {
        OperatorKubeconfig = operatorKubeconfig;
        _services = services;
        Servers = servers;
        Cluster = cluster;
    }

    /// <summary>The comparison servers' processes.</summary>
    public PodPrograms Servers { get; }

    /// <summary>The cluster.</summary>
    public EmbeddedCluster Cluster { get; }

    /// <summary>The kubeconfig file of the operator's account, with the chart's rights.</summary>
    public string OperatorKubeconfig { get; }

    /// <summary>Starts it.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="program">The operator's penumbra.dll.</param>
    /// <param name="folder">Where logs and kubeconfigs go.</param>
    /// <param name="port">The API server's port; 0: any free one.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="startsOperator">Whether the operator is started, too.</param>
    public static async Task<ShadowCluster> StartAsync(string root, string program, string folder, int port, CancellationToken cancellationToken, bool startsOperator = true)
    {
        var services = new PodAddresses();
        var servers = new PodPrograms(
            Directory.CreateDirectory(Path.Combine(folder, "pods")).FullName, new PodProgram(Image, ["dotnet", program], "--inputs", new SortedDictionary<string, string>(StringComparer.Ordinal)));
        var runtime = new SandboxRuntimeOptions { Kubelet = new KubeletOptions { Programs = servers }, ServesServices = true };
        var block = services.Block[..services.Block.IndexOf(".0.0/", StringComparison.Ordinal)];
        var embedded = await EmbeddedCluster.StartAsync(folder, Path.Combine(root, "crds"), new ApiServerHostOptions { ServiceBlock = block, Port = port }, runtime, cancellationToken);
        servers.Kubeconfig = embedded.Server.ServiceAccountKubeconfig;
        servers.ApiServer = embedded.Server.BaseAddress;
        var kubeconfig = await OperatorRights.InstallAsync(embedded, Path.Combine(root, "charts", "rendered", "penumbra-shadows.yaml"), cancellationToken);
        var whole = new ShadowCluster(services, servers, embedded, kubeconfig);
        if (startsOperator) whole._operator = OperatorProcess.Start(
            program, kubeconfig, Path.Combine(folder, "operator.log"), "--lease-namespace", OperatorRights.Namespace, "--listen", "off", "--allow-loopback-sources", "--comparison-image", Image);
        return whole;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_operator is not null) await _operator.DisposeAsync();
        await Cluster.DisposeAsync();
        Servers.Dispose();
        _services.Dispose();
    }
}
