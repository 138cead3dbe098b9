using Penumbra.Sandbox.Cloud;
using Penumbra.Sandbox.Commands;
using Penumbra.Sandbox.Embedded;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox.RefreshDemo;

/// <summary>
/// All that a refresh needs, on this machine: an embedded cluster with the operator in it under the chart's rights, an imitated cloud with real PostgreSQL behind it, and workers as
/// processes of their own under their service account's token.
/// </summary>
public sealed class RefreshCluster : IAsyncDisposable
{
    private const string Image = "penumbra:demo";

    // As the worker knows it; an image has the programs where a worker looks anyway.
    private const string ClientProgramsVariable = "PENUMBRA_CLIENT_PROGRAMS";

    private readonly Func<OperatorProcess> _start;
    private OperatorProcess? _operator;

    private RefreshCluster(FakeRds cloud, PostgresDisks disks, FakeRdsHost host, PodPrograms workers, EmbeddedCluster cluster, Func<OperatorProcess> start)
    {
        _start = start;
        Cloud = cloud;
        Disks = disks;
        Host = host;
        Workers = workers;
        Cluster = cluster;
    }

    /// <summary>The imitated cloud: look at it between two calls only.</summary>
    public FakeRds Cloud { get; }

    /// <summary>The databases behind it.</summary>
    public PostgresDisks Disks { get; }

    /// <summary>Where the cloud answers.</summary>
    public FakeRdsHost Host { get; }

    /// <summary>The workers' processes.</summary>
    public PodPrograms Workers { get; }

    /// <summary>The cluster.</summary>
    public EmbeddedCluster Cluster { get; }

    /// <summary>Starts it.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="program">The operator's penumbra.dll.</param>
    /// <param name="programs">PostgreSQL's programs.</param>
    /// <param name="folder">Where logs and kubeconfigs go.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="images">Programs that stand for images of container steps.</param>
    public static async Task<RefreshCluster> StartAsync(string root, string program, PostgresPrograms programs, string folder, CancellationToken cancellationToken, params IReadOnlyList<PodProgram> images)
    {
        // A cloud that is a few hundred times quicker than the real one.
        var cloud = new FakeRds(TimeProvider.System)
        {
            Takes = operation => TimeSpan.FromSeconds(operation switch
            {
                "RestoreDBClusterFromSnapshot" => 6,
                "ModifyDBCluster" => 1,
                _ when operation.StartsWith("Delete", StringComparison.Ordinal) => 2,
                _ => 4,
            }),
        };
        var host = await FakeRdsHost.StartAsync(cloud, cancellationToken);

        // What workload identity would put in: the imitation takes any key.
        var identity = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["AWS_ACCESS_KEY_ID"] = "AKIADEMO", ["AWS_SECRET_ACCESS_KEY"] = "demo", [ClientProgramsVariable] = programs.Folder };
        foreach (var (name, value) in programs.Environment) identity[name] = value;
        var workers = new PodPrograms(Directory.CreateDirectory(Path.Combine(folder, "pods")).FullName, [new PodProgram(Image, ["dotnet", program], "--inputs", identity), .. images]);
        var runtime = new SandboxRuntimeOptions { Kubelet = new KubeletOptions { Programs = workers }, JobBackoff = TimeSpan.FromSeconds(3) };
        var embedded = await EmbeddedCluster.StartAsync(folder, Path.Combine(root, "crds"), runtimeOptions: runtime, cancellationToken: cancellationToken);
        workers.Kubeconfig = embedded.Server.ServiceAccountKubeconfig;
        workers.ApiServer = embedded.Server.BaseAddress;
        var kubeconfig = await OperatorRights.InstallAsync(embedded, Path.Combine(root, "charts", "rendered", "penumbra-refreshes.yaml"), cancellationToken);
        OperatorProcess Start() => OperatorProcess.Start(
            program, kubeconfig, Path.Combine(folder, "operator.log"), "--lease-namespace", OperatorRights.Namespace, "--listen", "off",
            "--worker-image", Image, "--cloud-endpoint", host.Address.AbsoluteUri, "--database-tls", "None", "--least-poll", "1");
        var whole = new RefreshCluster(cloud, new PostgresDisks(cloud, programs), host, workers, embedded, Start);
        whole._operator = Start();
        return whole;
    }

    /// <summary>Ends the operator's process and starts another, which knows nothing of what the first has applied.</summary>
    public async Task RestartOperatorAsync()
    {
        if (_operator is not null) await _operator.DisposeAsync();
        _operator = _start();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_operator is not null) await _operator.DisposeAsync();
        await Cluster.DisposeAsync();
        Workers.Dispose();
        await Host.DisposeAsync();
        Disks.Dispose();
    }
}
