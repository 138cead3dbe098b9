using System.Net;

namespace Penumbra.Databases.Rds;

/// <summary>Makes the HttpClient for the cloud: the only place where one is made for it.</summary>
public static class CloudHttp
{
    /// <summary>No redirects, no cookies; the environment's proxy, as a worker may have no other way out; no time-out of its own.</summary>
    public static HttpClient Create() =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
