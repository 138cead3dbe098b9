using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Penumbra.Kubernetes.Login;

/// <summary>Reads certificates and keys (EC or RSA; PKCS#1, SEC 1 or PKCS#8) in PEM form.</summary>
internal static class Pem
{
    /// <summary>All certificates of a text; throws when there is none.</summary>
    public static X509Certificate2Collection Certificates(string text)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(text);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("it holds no certificate");
    }

    /// <summary>A certificate with its key.</summary>
    public static X509Certificate2 WithKey(string certificate, string key) => X509Certificate2.CreateFromPem(certificate, key);
}
