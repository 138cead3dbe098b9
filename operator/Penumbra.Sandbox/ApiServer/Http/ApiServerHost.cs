using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penumbra.Sandbox.ApiServer.Storage;

namespace Penumbra.Sandbox.ApiServer.Http;

/// <summary>A running API server on the loopback, with Kestrel in front.</summary>
public sealed class ApiServerHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CertificateAuthority? _authority;
    private readonly string _adminToken;

    private ApiServerHost(WebApplication application, SandboxApiServer server, CertificateAuthority? authority, string adminToken, Uri address)
    {
        _application = application;
        _authority = authority;
        _adminToken = adminToken;
        Server = server;
        BaseAddress = address;
    }

    /// <summary>The server behind the port: its log of requests, its store.</summary>
    public SandboxApiServer Server { get; }

    /// <summary>The cluster without HTTP.</summary>
    public ClusterStore Cluster => Server.Store;

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The bearer token of the administrator.</summary>
    public string AdminToken => _adminToken;

    /// <summary>The certificate of the authority in PEM, for clients; null over plain HTTP.</summary>
    public string? AuthorityPem => _authority?.Pem;

    /// <summary>A kubeconfig of the administrator.</summary>
    public string AdminKubeconfig => Kubeconfig.Write(BaseAddress, AuthorityPem, "kubernetes-admin", _adminToken, _authority?.ClientPem("kubernetes-admin", "system:masters"));

    /// <summary>Starts a server.</summary>
    /// <param name="options">Port and behaviour.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ApiServerHost> StartAsync(ApiServerHostOptions options, CancellationToken cancellationToken = default)
    {
        var adminToken = options.Server.AdminToken ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var store = options.Store ?? new ClusterStore(options.Time, new UidGenerator(options.Seed), options.HistorySize) { ServiceBlock = options.ServiceBlock };
        var settings = options.Server with { AdminToken = adminToken, AnonymousIsAdmin = options.Server.AnonymousIsAdmin || !options.Https };
        var server = new SandboxApiServer(store, settings);
        var authority = options.Https ? new CertificateAuthority() : null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options, authority));
        var application = builder.Build();
        var adapter = new HttpAdapter(server);
        application.Run(adapter.HandleAsync);
        await application.StartAsync(cancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new ApiServerHost(application, server, authority, adminToken, new Uri(address));
    }

    /// <summary>A kubeconfig of a service account; null when there is no such account.</summary>
    public string? ServiceAccountKubeconfig(string ns, string name) =>
        Server.ServiceAccountToken(ns, name) is { } token ? Kubeconfig.Write(BaseAddress, AuthorityPem, name, token, null) : null;

    /// <summary>A handler that trusts the server's certificate, for clients in the same process.</summary>
    public SocketsHttpHandler TrustingHandler() => new()
    {
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 presented && _authority?.Signed(presented) != false },
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Watches would hold the server open for as long as it is willing to wait: it is not.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
        _authority?.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, ApiServerHostOptions options, CertificateAuthority? authority)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 3 * 1024 * 1024;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            if (authority is null) return;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = authority.Server,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (certificate, _, _) => authority.Signed(certificate),
            });
        });
    }
}
