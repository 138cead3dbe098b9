using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Penumbra.Sandbox.Gateway;

/// <summary>A bare Kestrel on one local port that gives each request to <paramref name="serve"/>.</summary>
internal sealed class GatewayPort(int port, Func<HttpContext, Task> serve) : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    private readonly KestrelServer _server = Build(port);

    /// <summary><c>127.0.0.1:port</c>, after <see cref="StartAsync"/>.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>Binds the port.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await _server.StartAsync(this, cancel);
        var address = _server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Endpoint = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{new Uri(address).Port}");
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _server.Dispose();
    }

    IFeatureCollection IHttpApplication<IFeatureCollection>.CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    void IHttpApplication<IFeatureCollection>.DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // Nothing is held for a request.
    }

    Task IHttpApplication<IFeatureCollection>.ProcessRequestAsync(IFeatureCollection context) => serve(new DefaultHttpContext(context));

    private static KestrelServer Build(int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MinRequestBodyDataRate = null;
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        return new KestrelServer(Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
    }
}
