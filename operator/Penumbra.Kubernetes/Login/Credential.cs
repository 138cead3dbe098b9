using System.Security.Cryptography.X509Certificates;

namespace Penumbra.Kubernetes.Login;

/// <summary>What a request shows to the server.</summary>
/// <param name="Authorization">The value of the Authorization header, or null.</param>
/// <param name="ClientCertificate">A client certificate, or null.</param>
/// <param name="Error">Why there is neither: one plain sentence, or null.</param>
public sealed record Credential(string? Authorization, X509Certificate2? ClientCertificate = null, string? Error = null)
{
    /// <summary>Never shows what it holds.</summary>
    public override string ToString() => Error ?? "Credential";
}
