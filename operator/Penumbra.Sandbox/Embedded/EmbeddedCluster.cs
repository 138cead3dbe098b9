using System.Diagnostics.Metrics;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Sandbox.ApiServer.Http;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Embedded;

/// <summary>A whole cluster in this process: API server, controllers, pods and gateway, with the project's CRDs installed.</summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly HttpClient _http;

    private EmbeddedCluster(ApiServerHost server, SandboxRuntime runtime, string folder, HttpClient http, IKubernetesClient client)
    {
        Server = server;
        Runtime = runtime;
        _folder = folder;
        _http = http;
        Client = client;
        Apply = new ClusterApply(client, Find);
    }

    /// <summary>The API server.</summary>
    public ApiServerHost Server { get; }

    /// <summary>Controllers, pods and gateway.</summary>
    public SandboxRuntime Runtime { get; }

    /// <summary>A client with all rights.</summary>
    public IKubernetesClient Client { get; }

    /// <summary>Applies manifests with all rights.</summary>
    public ClusterApply Apply { get; }

    /// <summary>The administrator's kubeconfig file.</summary>
    public string KubeconfigFile => Path.Combine(_folder, "kubeconfig");

    /// <summary>Starts a cluster.</summary>
    /// <param name="folder">Where kubeconfig files are written.</param>
    /// <param name="crds">The folder of the CRDs to install, or null for none.</param>
    /// <param name="options">The API server's port and behaviour.</param>
    /// <param name="runtimeOptions">The runtime's.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">A CRD was refused.</exception>
    public static async Task<EmbeddedCluster> StartAsync(
        string folder, string? crds, ApiServerHostOptions? options = null, SandboxRuntimeOptions? runtimeOptions = null, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(folder);
        var server = await ApiServerHost.StartAsync(options ?? new ApiServerHostOptions(), cancellationToken);
        var runtime = await SandboxRuntime.StartAsync(server.Cluster, (runtimeOptions ?? new SandboxRuntimeOptions()) with { RootCertificate = server.AuthorityPem }, null, cancellationToken);
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await WriteAsync(kubeconfig, server.AdminKubeconfig, cancellationToken);
        var login = Login.Read(kubeconfig);
        var http = KubernetesHttp.Create(login);
        var client = new KubernetesClient(http, TimeProvider.System, new KubernetesMetrics(new Meters()));
        var cluster = new EmbeddedCluster(server, runtime, folder, http, client);
        IEnumerable<string> files = crds is null ? [] : Directory.GetFiles(crds, "*.yaml").Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (await cluster.Apply.FileAsync(file, null, null, cancellationToken) is { } error) throw new InvalidOperationException(error);
        }

        return cluster;
    }

    /// <summary>Writes a kubeconfig of a service account, and gives its path; null when there is no such account.</summary>
    public async Task<string?> ServiceAccountKubeconfigAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (Server.ServiceAccountKubeconfig(ns, name) is not { } text) return null;
        var file = Path.Combine(_folder, $"kubeconfig-{name}");
        await WriteAsync(file, text, cancellationToken);
        return file;
    }

    /// <summary>A stored object, read in process; null when there is none.</summary>
    public System.Text.Json.Nodes.JsonObject? Get(string group, string plural, string ns, string name) =>
        Server.Cluster.FindType(group, plural) is { } type ? Server.Cluster.Get(type, ns.Length == 0 ? null : ns, name) : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Runtime.DisposeAsync();
        await Server.DisposeAsync();
    }

    // The kinds are the store's own: built in or of a CRD.
    private ResourceKind? Find(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        var builtIn = BuiltInTypes.All.FirstOrDefault(type => type.Group == group && type.Kind == kind && type.Version == version);
        if (builtIn is not null) return new ResourceKind(builtIn.Group, builtIn.Version, builtIn.Plural, builtIn.Kind, builtIn.Namespaced);
        foreach (var crd in Server.Cluster.List(BuiltInTypes.CustomResourceDefinition))
        {
            var spec = crd["spec"]!;
            if (spec["group"]!.GetValue<string>() != group || spec["names"]!["kind"]!.GetValue<string>() != kind) continue;
            return new ResourceKind(group, version, spec["names"]!["plural"]!.GetValue<string>(), kind, spec["scope"]!.GetValue<string>() == "Namespaced");
        }

        return null;
    }

    // A kubeconfig is a key: nobody else may read it.
    private static async Task WriteAsync(string file, string text, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(file, text, cancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static class Login
    {
        public static ClusterLogin Read(string file) =>
            Penumbra.Kubernetes.Login.Kubeconfig.Read(file, null, _ => null, TimeProvider.System) is { Login: { } login } ? login : throw new InvalidOperationException("the sandbox's own kubeconfig cannot be read");
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
