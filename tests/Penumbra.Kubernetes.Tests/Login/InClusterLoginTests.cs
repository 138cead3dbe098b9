using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Login;

public sealed class InClusterLoginTests : IDisposable
{
    private readonly string _mount = Directory.CreateTempSubdirectory("penumbra-pod").FullName;
    private readonly SimulatedTime _time = new();
    private readonly Dictionary<string, string> _environment = new() { ["KUBERNETES_SERVICE_HOST"] = "10.96.0.1", ["KUBERNETES_SERVICE_PORT"] = "443" };

    public InClusterLoginTests()
    {
        Write("token", "one");
        Write("namespace", "penumbra-system");
        Write("ca.crt", Authority());
    }

    public void Dispose() => Directory.Delete(_mount, recursive: true);

    [Fact]
    public async Task A_pod_logs_in_by_its_service_account()
    {
        var login = Read().Login!;

        login.Server.Should().Be(new Uri("https://10.96.0.1/"));
        login.Namespace.Should().Be("penumbra-system");
        (await login.Credentials!.GetAsync(false, default)).Authorization.Should().Be("Bearer one");
    }

    [Fact]
    public void An_address_of_IPv6_gets_its_brackets()
    {
        _environment["KUBERNETES_SERVICE_HOST"] = "fd00::1";

        Read().Login!.Server.Host.Should().Be("[fd00::1]");
    }

    [Fact]
    public async Task Token_and_authorities_are_rotated_under_the_running_process()
    {
        var login = Read().Login!;
        var before = login.Authorities!()[0].Thumbprint;
        await login.Credentials!.GetAsync(false, default);
        Write("token", "two");
        Write("ca.crt", Authority());

        _time.Advance(TimeSpan.FromMinutes(1));

        (await login.Credentials!.GetAsync(false, default)).Authorization.Should().Be("Bearer two");
        login.Authorities!()[0].Thumbprint.Should().NotBe(before);
    }

    [Fact]
    public async Task Files_in_the_middle_of_a_rotation_change_nothing()
    {
        var login = Read().Login!;
        var before = login.Authorities!()[0].Thumbprint;
        await login.Credentials!.GetAsync(false, default);
        File.Delete(Path.Combine(_mount, "token"));
        File.Delete(Path.Combine(_mount, "ca.crt"));

        _time.Advance(TimeSpan.FromMinutes(1));

        (await login.Credentials!.GetAsync(false, default)).Authorization.Should().Be("Bearer one");
        login.Authorities!()[0].Thumbprint.Should().Be(before);
    }

    [Theory]
    [InlineData("token", "automountServiceAccountToken")]
    [InlineData("ca.crt", "must hold PEM certificates")]
    public void What_is_missing_is_named(string file, string expected)
    {
        File.Delete(Path.Combine(_mount, file));

        Read().Error.Should().Contain(expected).And.Contain(file);
    }

    [Fact]
    public void Outside_of_a_pod_it_says_what_is_needed()
    {
        _environment.Clear();

        Read().Error.Should().Contain("a kubeconfig is needed");
    }

    private static string Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }

    private LoginResult Read() => InClusterLogin.Read(name => _environment.GetValueOrDefault(name), _time, _mount);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_mount, name), text);
}
