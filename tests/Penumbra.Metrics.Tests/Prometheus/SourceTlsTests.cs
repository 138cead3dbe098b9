using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Penumbra.Api.MetricSources;
using Penumbra.Metrics.Http;
using Penumbra.Metrics.Prometheus;
using Penumbra.Metrics.Tests.Simulated;

namespace Penumbra.Metrics.Tests.Prometheus;

/// <summary>A source whose server is known by a certificate authority of its own, and which knows its callers by certificates.</summary>
public sealed class SourceTlsTests : IDisposable
{
    private readonly X509Certificate2 _authority = Authority("CN=ours");
    private readonly X509Certificate2 _stranger = Authority("CN=not ours");
    private readonly FakeClient _client = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public void Dispose()
    {
        _listener.Dispose();
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task Both_sides_show_certificates_and_the_query_is_answered()
    {
        using var caller = Signed(_authority, "CN=penumbra");
        var asked = ServeAsync();

        var reading = await ReadAsync(Secret(("ca.crt", _authority.ExportCertificatePem()), ("tls.crt", caller.ExportCertificatePem()), ("tls.key", caller.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem())));

        reading.Error.Should().StartWith("Prometheus scrapes no pod of revision", "the server was asked, and its answer was an empty one");
        (await asked).Should().Be("CN=penumbra");
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_asked()
    {
        var asked = ServeAsync();

        var reading = await ReadAsync(Secret(("ca.crt", _stranger.ExportCertificatePem())));

        reading.Error.Should().Contain("Prometheus could not be asked");
        (await asked).Should().Be("no request");
    }

    [Fact]
    public async Task Without_its_certificate_the_caller_gets_no_answer()
    {
        var asked = ServeAsync();

        var reading = await ReadAsync(Secret(("ca.crt", _authority.ExportCertificatePem())));

        reading.Error.Should().Contain("Prometheus could not be asked");
        (await asked).Should().Be("no request");
    }

    private async Task<Core.Objectives.Reading> ReadAsync(string secret)
    {
        _client.Secrets["penumbra-system/login"] = secret;
        var settings = new PrometheusSettings
        {
            Address = new Uri($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}"),
            Login = new SecretReference { Namespace = "penumbra-system", Name = "login" },
        };
        var guard = new EgressGuard(allowLoopback: true);
        using var source = new PrometheusSource(settings, new PrometheusParts(_client, TimeProvider.System, guard.CreateHandler));
        return (await source.ReadAsync([Samples.Request()], CancellationToken.None))[0];
    }

    // One connection, one request; gives the caller's name.
    private async Task<string> ServeAsync()
    {
        using var certificate = Signed(_authority, "CN=prometheus");
        _listener.Start();
        using var connection = await _listener.AcceptTcpClientAsync();
        await using var stream = new SslStream(connection.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && shown.Issuer == _authority.Subject,
            });
            var buffer = new byte[64 * 1024];
            var heard = "";
            while (!heard.Contains("query=", StringComparison.Ordinal))
            {
                var count = await stream.ReadAsync(buffer);
                if (count == 0) return "no request";
                heard += Encoding.ASCII.GetString(buffer, 0, count);
            }

            const string Body = """{"status":"success","data":{"resultType":"vector","result":[]}}""";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}"));
            return stream.RemoteCertificate!.Subject;
        }
        catch (Exception broken) when (broken is IOException or System.Security.Authentication.AuthenticationException)
        {
            return "no request";
        }
    }

    private static string Secret(params (string Key, string Text)[] values) =>
        $"{{\"data\":{{{string.Join(',', values.Select(value => $"\"{value.Key}\":\"{Convert.ToBase64String(Encoding.ASCII.GetBytes(value.Text))}\""))}}}}}";

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Signed(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), RandomNumberGenerator.GetBytes(8));
        using var own = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
