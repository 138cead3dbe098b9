using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Login;

public sealed class KubeconfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-login").FullName;
    private readonly SimulatedTime _time = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_token_is_shown()
    {
        var login = Read(Config(user: "token: abc"));

        login.Error.Should().BeNull();
        login.Login!.Server.Should().Be(new Uri("https://10.0.0.1:6443"));
        login.Login.Namespace.Should().Be("park");
        (await login.Login.Credentials!.GetAsync(false, default)).Authorization.Should().Be("Bearer abc");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_certificates_are_read_from_data_and_from_files(bool elliptic)
    {
        var (certificate, key) = Pair(elliptic);
        Write("client.crt", certificate);
        Write("client.key", key);
        Write("ca.crt", certificate);

        var fromFiles = Read(Config("certificate-authority: ca.crt", "client-certificate: client.crt\n    client-key: client.key"));
        var fromData = Read(Config($"certificate-authority-data: {Base64(certificate)}", $"client-certificate-data: {Base64(certificate)}\n    client-key-data: {Base64(key)}"));

        foreach (var result in (LoginResult[])[fromFiles, fromData])
        {
            result.Error.Should().BeNull();
            (await result.Login!.Credentials!.GetAsync(false, default)).ClientCertificate!.HasPrivateKey.Should().BeTrue();
            result.Login.Authorities!().Should().ContainSingle();
        }
    }

    [Fact]
    public async Task A_token_file_is_read_again_each_minute_and_when_refused()
    {
        Write("token", "one\n");
        var credentials = Read(Config(user: "tokenFile: token")).Login!.Credentials!;
        (await credentials.GetAsync(false, default)).Authorization.Should().Be("Bearer one");
        Write("token", "two");

        (await credentials.GetAsync(false, default)).Authorization.Should().Be("Bearer one");
        _time.Advance(TimeSpan.FromMinutes(1));
        (await credentials.GetAsync(false, default)).Authorization.Should().Be("Bearer two");
        Write("token", "three");
        (await credentials.GetAsync(true, default)).Authorization.Should().Be("Bearer three");
    }

    [Fact]
    public void Several_files_are_merged_and_the_first_counts()
    {
        Write("one", "contexts:\n- name: here\n  context: {cluster: c, user: u, namespace: first}\n");
        Write("two", Config(user: "token: abc"));
        _environment["KUBECONFIG"] = string.Join(':', File("none"), File("one"), File("two"));

        var login = Kubeconfig.Read(null, null, Environment, _time);

        login.Error.Should().BeNull();
        login.Login!.Namespace.Should().Be("first");
        login.Login.Server.Host.Should().Be("10.0.0.1");
    }

    [Theory]
    [InlineData("contexts: [", "not YAML at line")]
    [InlineData("- a", "is not a mapping")]
    [InlineData("apiVersion: v1", "has no current-context; set one by")]
    [InlineData("current-context: x\ncontexts:\n- name: y\n  context: {cluster: c}", "has no context 'x'; it has 'y'.")]
    [InlineData("current-context: y\ncontexts:\n- name: y\n  context: {cluster: c}", "names the cluster 'c', which does not exist; there is none.")]
    public void A_wrong_file_gives_one_sentence_that_names_it(string text, string expected)
    {
        var error = Read(text).Error;

        error.Should().Contain(expected).And.Contain(File("config")).And.EndWith(".");
    }

    [Theory]
    [InlineData("", "client-certificate-data: '%'\n    client-key: x", "client-certificate-data that is not base64")]
    [InlineData("", "client-certificate: none.crt", "which cannot be read")]
    [InlineData("", "username: me", "username without a password")]
    [InlineData("", "tokenFile: none", "does not exist")]
    [InlineData("", "auth-provider: {name: gcp}", "it must use exec")]
    [InlineData("", "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", "it must be client.authentication.k8s.io/v1 or")]
    [InlineData("", "exec: {apiVersion: client.authentication.k8s.io/v1}", "without a command")]
    [InlineData("", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}", "nobody sits before an operator; it must be Never or IfAvailable")]
    [InlineData("", "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Sometimes}", "it must be Never or IfAvailable")]
    [InlineData("certificate-authority-data: YWJj", "token: x", "is no certificate; it must be PEM")]
    [InlineData("proxy-url: ftp://x", "token: x", "must begin with http://")]
    public void A_wrong_field_gives_one_sentence_that_says_what_would_be_right(string cluster, string user, string expected)
    {
        Read(Config(cluster, user)).Error.Should().Contain(expected).And.Contain(File("config")).And.EndWith(".");
    }

    [Fact]
    public void The_rest_of_a_cluster_is_kept()
    {
        var login = Read(Config("tls-server-name: api.example\n    insecure-skip-tls-verify: true\n    proxy-url: http://proxy:3128", "token: x")).Login!;

        login.TlsServerName.Should().Be("api.example");
        login.SkipTlsVerify.Should().BeTrue();
        login.Proxy.Should().Be(new Uri("http://proxy:3128"));
        using var http = KubernetesHttp.Create(login);
        http.Timeout.Should().Be(Timeout.InfiniteTimeSpan);
        http.BaseAddress.Should().Be(new Uri("https://10.0.0.1:6443/"));
    }

    [Fact]
    public async Task A_program_is_asked_once_until_its_answer_expires()
    {
        Program("""echo x >> count; echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t-'$WHO'","expirationTimestamp":"2026-11-02T09:00:00Z"}}'""");
        var credentials = Read(Config(user: Exec)).Login!.Credentials!;

        (await credentials.GetAsync(false, default)).Authorization.Should().Be("Bearer t-me");
        await credentials.GetAsync(false, default);
        _time.Advance(TimeSpan.FromMinutes(60));
        await credentials.GetAsync(false, default);

        System.IO.File.ReadAllLines(File("count")).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_program_is_told_of_the_cluster_where_the_kubeconfig_asks_for_it()
    {
        var (certificate, _) = Pair(elliptic: true);
        Write("ca.crt", certificate);
        Program("""printf '%s' "$KUBERNETES_EXEC_INFO" > info; echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}'""");
        const string Cluster = """
            certificate-authority: ca.crt
                tls-server-name: api.example
                extensions: [{name: other, extension: {a: 1}}, {name: client.authentication.k8s.io/exec, extension: {audience: "17", depth: 3, on: true, list: [a, 1.5]}}]
            """;
        await Read(Config(Cluster, Exec.Replace("env:", "provideClusterInfo: true\n      env:", StringComparison.Ordinal))).Login!.Credentials!.GetAsync(false, default);
        var told = JsonNode.Parse(System.IO.File.ReadAllText(File("info")))!["spec"]!;
        told["interactive"]!.GetValue<bool>().Should().BeFalse();
        JsonNode.DeepEquals(told["cluster"], new JsonObject
        {
            ["server"] = "https://10.0.0.1:6443",
            ["tls-server-name"] = "api.example",
            ["certificate-authority-data"] = Base64(certificate),
            ["config"] = JsonNode.Parse("""{"audience": "17", "depth": 3, "on": true, "list": ["a", 1.5]}"""),
        }).Should().BeTrue("{0}", told["cluster"]?.ToJsonString());

        await Read(Config(Cluster, Exec)).Login!.Credentials!.GetAsync(false, default);
        JsonNode.Parse(System.IO.File.ReadAllText(File("info")))!["spec"]!["cluster"].Should().BeNull();
    }

    [Theory]
    [InlineData("echo 'please log in' >&2; exit 3", "ended with code 3 (please log in).")]
    [InlineData("echo nonsense", "did not answer with an ExecCredential in JSON.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1beta1"}'""", "the kubeconfig asks for client.authentication.k8s.io/v1.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{}}'""", "neither a token nor a certificate with its key.")]
    public async Task A_program_that_fails_gives_one_sentence(string script, string expected)
    {
        Program(script);
        var credentials = Read(Config(user: Exec)).Login!.Credentials!;

        (await credentials.GetAsync(false, default)).Error.Should().EndWith(expected);
    }

    [Fact]
    public async Task A_program_that_is_missing_is_named_with_its_hint()
    {
        var credentials = Read(Config(user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./none, installHint: get it from example}")).Login!.Credentials!;

        (await credentials.GetAsync(false, default)).Error.Should().Contain("must be installed").And.Contain("get it from example");
    }

    private const string Exec = "exec:\n      apiVersion: client.authentication.k8s.io/v1\n      command: ./login.sh\n      env: [{name: WHO, value: me}]";

    private static string Config(string cluster = "", string user = "token: x") =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: here
        contexts:
        - name: here
          context:
            cluster: c
            user: u
            namespace: park
        clusters:
        - name: c
          cluster:
            server: https://10.0.0.1:6443
            {cluster}
        users:
        - name: u
          user:
            {user}
        """;

    private static (string Certificate, string Key) Pair(bool elliptic)
    {
        var name = new X500DistinguishedName("CN=me");
        var (from, to) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        if (elliptic)
        {
            using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest(name, ec, HashAlgorithmName.SHA256).CreateSelfSigned(from, to);
            return (certificate.ExportCertificatePem(), ec.ExportECPrivateKeyPem());
        }

        using var rsa = RSA.Create(2048);
        using var signed = new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, to);
        return (signed.ExportCertificatePem(), rsa.ExportPkcs8PrivateKeyPem());
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private string? Environment(string name) => _environment.GetValueOrDefault(name);

    private string File(string name) => Path.Combine(_folder, name);

    private void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text);

    private void Program(string script)
    {
        Write("login.sh", $"#!/bin/sh\ncd {_folder}\n{script}\n");
        System.IO.File.SetUnixFileMode(File("login.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private LoginResult Read(string text)
    {
        Write("config", text);
        return Kubeconfig.Read(File("config"), null, Environment, _time);
    }
}
