using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Penumbra.Kubernetes.Login;

/// <summary>Makes the HttpClient of one login: the only place where one is made for the API server.</summary>
public static class KubernetesHttp
{
    /// <summary>HTTP/2 where there is TLS, the login's authorities, no redirects, no cookies, no proxy but the login's, no time-out of its own.</summary>
    public static HttpClient Create(ClusterLogin login)
    {
        HttpMessageHandler handler = login.Credentials is { } credentials ? new LoginHandler(credentials, certificate => Handler(login, certificate)) : Handler(login, null);
        return new HttpClient(handler)
        {
            // A base address without a slash at its end would lose its last segment.
            BaseAddress = new Uri(login.Server.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = login.Server.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    private static SocketsHttpHandler Handler(ClusterLogin login, X509Certificate2? certificate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = login.Proxy is not null,
        Proxy = login.Proxy is null ? null : new WebProxy(login.Proxy),
        AutomaticDecompression = DecompressionMethods.GZip,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        EnableMultipleHttp2Connections = true,
        // Notices a half-open connection long before a watch's own watchdog does.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        SslOptions = Tls(login, certificate),
    };

    private static SslClientAuthenticationOptions Tls(ClusterLogin login, X509Certificate2? own)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = login.TlsServerName };
        if (own is not null) options.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
        if (login.SkipTlsVerify || login.Authorities is not null)
        {
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => login.SkipTlsVerify || IsTrusted(login, certificate, chain, errors);
        }

        return options;
    }

    private static bool IsTrusted(ClusterLogin login, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        // Only the chain is judged anew, by the login's authorities; a wrong or missing name stays wrong.
        if (certificate is not X509Certificate2 leaf || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(login.Authorities!());
        foreach (var element in sent?.ChainElements.Skip(1) ?? []) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(leaf);
    }
}
