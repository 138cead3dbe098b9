using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Penumbra.Kubernetes.Login;

/// <summary>A client certificate, beside whatever else the user shows. Files are read again each minute, and at once when the server refuses it: whoever rotates them tells nobody.</summary>
/// <param name="first">The certificate of now, with its key.</param>
/// <param name="again">Reads it anew; null where it stands in the kubeconfig itself.</param>
/// <param name="others">Who gives the Authorization header; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class CertificateCredential(X509Certificate2 first, Func<X509Certificate2>? again, ICredentialSource? others, TimeProvider time) : ICredentialSource
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private X509Certificate2 _last = first;
    private long _readAt = time.GetTimestamp();

    public async ValueTask<Credential> GetAsync(bool refused, CancellationToken cancellationToken)
    {
        var shown = others is null ? new Credential(null) : await others.GetAsync(refused, cancellationToken);
        return shown with { ClientCertificate = shown.ClientCertificate ?? Certificate(refused) };
    }

    private X509Certificate2 Certificate(bool refused)
    {
        lock (_lock)
        {
            if (again is null || (!refused && time.GetElapsedTime(_readAt) < Fresh)) return _last;
            _readAt = time.GetTimestamp();
            try
            {
                var read = again();

                // The same one stays the same object: connections are told apart by it.
                if (read.Thumbprint == _last.Thumbprint) read.Dispose();
                else _last = read;
            }
            catch (Exception exception) when (exception is WrongKubeconfigException or CryptographicException or ArgumentException)
            {
                // The last one stays: files in the middle of their replacement must not cut the operator off.
            }

            return _last;
        }
    }
}
