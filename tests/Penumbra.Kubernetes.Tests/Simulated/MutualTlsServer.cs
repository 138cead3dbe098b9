using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Penumbra.Kubernetes.Tests.Simulated;

/// <summary>A server that knows its clients by their certificates, keeps connections open, and answers 401 to those it refuses.</summary>
internal sealed class MutualTlsServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _own = Made("CN=server");
    private readonly Lock _lock = new();
    private readonly List<string> _seen = [];
    private int _connections;

    public MutualTlsServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"https://{_listener.LocalEndpoint}";

    /// <summary>Whose requests are refused, by subject.</summary>
    public HashSet<string> Refused { get; } = [];

    public int Connections => _connections;

    /// <summary>Who asked, in their order.</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_lock) return [.. _seen];
        }
    }

    /// <summary>A certificate with its key, as PEM.</summary>
    public static (string Certificate, string Key) Issue(string name)
    {
        using var made = Made($"CN={name}");
        using var key = made.GetECDsaPrivateKey()!;
        return (made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _own.Dispose();
        _stop.Dispose();
    }

    private static X509Certificate2 Made(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(name, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using var closed = connection;
        await using var stream = new SslStream(connection.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _own, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null }, _stop.Token);
            Interlocked.Increment(ref _connections);
            var buffer = new byte[16 * 1024];
            while (await stream.ReadAsync(buffer, _stop.Token) > 0)
            {
                var who = stream.RemoteCertificate?.Subject ?? "nobody";
                lock (_lock) _seen.Add(who);
                var (status, body) = Refused.Contains(who) ? ("401 Unauthorized", """{"kind":"Status","code":401,"reason":"Unauthorized","message":"Unauthorized"}""") : ("200 OK", """{"kind":"Namespace","metadata":{"name":"park"}}""");
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"), _stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over.
        }
    }
}
