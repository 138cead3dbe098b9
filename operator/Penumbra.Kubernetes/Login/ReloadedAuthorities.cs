using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Penumbra.Kubernetes.Login;

/// <summary>Certificates of authorities in a PEM file, read again each minute so that they can be rotated under a running process.</summary>
internal sealed class ReloadedAuthorities(string path, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private X509Certificate2Collection _last = [];
    private long? _readAt;

    public X509Certificate2Collection Get()
    {
        lock (_lock)
        {
            if (_readAt is { } at && time.GetElapsedTime(at) < Fresh) return _last;
            try
            {
                _last = Pem.Certificates(File.ReadAllText(path));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // The last ones stay: a file in the middle of its replacement must not cut the operator off.
            }

            _readAt = time.GetTimestamp();
            return _last;
        }
    }
}
