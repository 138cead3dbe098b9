using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Answers;

/// <summary>
/// How one side is reached: no redirects, no cookies kept, no proxy, bounded headers. TLS is done here, so that the certificate is checked against the configured name and never against a
/// <c>Host</c> that a user sent.
/// </summary>
internal static class SideConnection
{
    private const int HeaderKilobytes = 64;

    /// <exception cref="System.Security.Cryptography.CryptographicException">The authorities' file holds no certificates.</exception>
    public static SocketsHttpHandler Make(Side side, int most, TimeSpan timeout)
    {
        var authorities = side.AuthorityFile is { } file ? Import(file) : null;
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = HeaderKilobytes,
            MaxConnectionsPerServer = 2 * most,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = timeout,
            // What is left of an answer that was let go of is not worth reading.
            MaxResponseDrainSize = 0,
            ConnectCallback = (_, cancellationToken) => ConnectAsync(side, authorities, cancellationToken),
        };
    }

    /// <summary>What requests are sent to: the scheme is the handler's, TLS is below it.</summary>
    public static string Prefix(Side side) => $"http://{side.Url.Host}:{side.Url.Port}";

    private static async ValueTask<Stream> ConnectAsync(Side side, X509Certificate2Collection? authorities, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(side.Url.IdnHost, side.Url.Port), cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return side.Url.Scheme == "https" ? await SecureAsync(side, authorities, stream, cancellationToken) : stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(Side side, X509Certificate2Collection? authorities, NetworkStream stream, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = side.ServerName ?? side.Url.IdnHost,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            CertificateChainPolicy = authorities is null ? null : Trusting(authorities),
        }, cancellationToken);
        return tls;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static X509Certificate2Collection Import(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }
}
