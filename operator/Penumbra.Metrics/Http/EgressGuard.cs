using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Penumbra.Metrics.Http;

/// <summary>
/// The one factory of connections to metric sources and pods. No redirects, proxies or cookies; connections go to the configured host only,
/// and to an address that was checked after it was resolved: what is checked is what is connected to, so DNS rebinding finds no gap.
/// </summary>
/// <param name="allowLoopback">Whether 127.0.0.0/8 and ::1 may be connected to: the sandbox and tests only.</param>
/// <param name="resolve">Resolves a host name; null uses the system's resolver.</param>
public sealed class EgressGuard(bool allowLoopback = false, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private const int ConnectionsPerServer = 8;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>A handler that connects to one server only.</summary>
    /// <param name="server">Its address: scheme, host and port count.</param>
    /// <param name="tls">Certificates of both sides, or null for the system's.</param>
    public HttpMessageHandler CreateHandler(Uri server, SslClientAuthenticationOptions? tls = null)
    {
        var host = server.IdnHost.Trim('[', ']');
        return Create(tls, target => target.Port == server.Port && string.Equals(target.Host.Trim('[', ']'), host, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A handler for scraping pods: it connects to literal addresses only, so that no name is ever resolved.</summary>
    public HttpMessageHandler CreatePodsHandler() => Create(null, target => IPAddress.TryParse(target.Host.Trim('[', ']'), out _));

    /// <summary>A client over a handler of this factory, without a time-out of its own: each exchange has a deadline.</summary>
    public static HttpClient CreateClient(HttpMessageHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    private SocketsHttpHandler Create(SslClientAuthenticationOptions? tls, Func<DnsEndPoint, bool> isTarget)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = ConnectionsPerServer,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ActivityHeadersPropagator = null,
            ConnectCallback = async (context, cancellationToken) =>
                isTarget(context.DnsEndPoint) ? await ConnectAsync(context.DnsEndPoint, cancellationToken) : throw new EgressForbiddenException(),
        };
        if (tls is not null) handler.SslOptions = tls;
        return handler;
    }

    private async Task<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var host = target.Host.Trim('[', ']');
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        var allowed = addresses.Where(address => EgressAddresses.IsAllowed(address, allowLoopback)).ToArray();
        if (allowed.Length == 0 && addresses.Length > 0) throw new EgressForbiddenException();

        SocketException? last = null;
        foreach (var address in allowed)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException exception)
            {
                last = exception;
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }
}
