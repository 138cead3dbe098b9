namespace Penumbra.Comparison.Replaying;

/// <summary>How a replay reaches its server: directly, without a proxy, redirects or cookies, one connection.</summary>
public static class ReplayConnection
{
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>Makes a client; each exchange has its own time-out.</summary>
    public static HttpClient Make() => new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null, MaxConnectionsPerServer = 1, ConnectTimeout = Connect, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }, disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 64 * 1024,
    };
}
