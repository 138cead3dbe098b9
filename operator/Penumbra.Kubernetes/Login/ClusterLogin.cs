using System.Security.Cryptography.X509Certificates;

namespace Penumbra.Kubernetes.Login;

/// <summary>How to reach one API server, and as whom.</summary>
public sealed record ClusterLogin
{
    /// <summary>The server's address; may carry a path.</summary>
    public required Uri Server { get; init; }

    /// <summary>Where the login was found, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>The namespace that is meant when none is named.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The authorities that may vouch for the server, read again when they change; null for the system's.</summary>
    public Func<X509Certificate2Collection>? Authorities { get; init; }

    /// <summary>The name that the server's certificate must carry, when it is not the address'.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether the server's certificate is not checked.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The proxy to go through, or null for none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Who gives the Authorization header, a client certificate, or both; null for an anonymous user.</summary>
    public ICredentialSource? Credentials { get; init; }
}
