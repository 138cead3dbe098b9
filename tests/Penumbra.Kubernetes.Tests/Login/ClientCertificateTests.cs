using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Login;

/// <summary>Certificates that are renewed under a running operator: a connection shows the one that it was opened with for as long as it lives.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private const string Files = "client-certificate: client.crt, client-key: client.key";

    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-login-").FullName;
    private readonly MutualTlsServer _server = new();
    private readonly SimulatedTime _time = new();
    private readonly TestMeters _meters = new();

    public void Dispose()
    {
        _server.Dispose();
        _meters.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Files_that_were_replaced_are_shown_to_the_server_within_a_minute()
    {
        Put("one");
        using var http = Open(Files);
        (await AskAsync(http)).Should().BeNull();
        (await AskAsync(http)).Should().BeNull();
        _server.Seen.Should().Equal("CN=one", "CN=one");
        _server.Connections.Should().Be(1, "a connection is kept while its certificate is the present one");

        Put("two");
        _time.Advance(TimeSpan.FromMinutes(2));
        (await AskAsync(http)).Should().BeNull();
        _server.Seen[^1].Should().Be("CN=two");
    }

    [Fact]
    public async Task A_certificate_that_the_server_refuses_is_read_anew_and_the_request_sent_once_more()
    {
        Put("one");
        using var http = Open(Files);
        (await AskAsync(http)).Should().BeNull();
        Put("two");
        _server.Refused.Add("CN=one");
        (await AskAsync(http)).Should().BeNull();
        _server.Seen.Should().Equal("CN=one", "CN=one", "CN=two");

        _server.Refused.Add("CN=two");
        (await AskAsync(http))!.Code.Should().Be(401, "with nothing new to show, the refusal is the answer");
        _server.Seen.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_file_in_the_middle_of_its_replacement_leaves_the_last_certificate()
    {
        Put("one");
        using var http = Open(Files);
        (await AskAsync(http)).Should().BeNull();
        await File.WriteAllTextAsync(Path.Combine(_folder, "client.crt"), "-----BEGIN CERT");
        _time.Advance(TimeSpan.FromMinutes(2));
        (await AskAsync(http)).Should().BeNull();
        _server.Seen.Should().Equal("CN=one", "CN=one");
    }

    [Fact]
    public async Task A_program_that_gives_another_certificate_after_a_refusal_is_heard()
    {
        PutAnswer("one");
        await File.WriteAllTextAsync(Path.Combine(_folder, "login.sh"), "#!/bin/sh\ncat \"$(dirname \"$0\")/answer.json\"\n");
        File.SetUnixFileMode(Path.Combine(_folder, "login.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var http = Open("exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login.sh, interactiveMode: Never}");
        (await AskAsync(http)).Should().BeNull();
        PutAnswer("two");
        _server.Refused.Add("CN=one");
        (await AskAsync(http)).Should().BeNull();
        _server.Seen.Should().Equal("CN=one", "CN=one", "CN=two");
    }

    private HttpClient Open(string user)
    {
        var file = Path.Combine(_folder, "config");
        File.WriteAllText(file, $$$"""
            current-context: here
            contexts: [{name: here, context: {cluster: park, user: me}}]
            clusters: [{name: park, cluster: {server: "{{{_server.Address}}}", insecure-skip-tls-verify: true}}]
            users: [{name: me, user: { {{{user}}} } }]
            """);
        return KubernetesHttp.Create(Kubeconfig.Read(file, null, _ => null, _time).Login!);
    }

    private async Task<ApiFailure?> AskAsync(HttpClient http)
    {
        var client = new KubernetesClient(http, TimeProvider.System, new KubernetesMetrics(_meters));
        return (await client.GetAsync(ResourceKinds.Namespace, new("", "park"), Projections.Whole, default)).Failure;
    }

    private void Put(string name)
    {
        var (certificate, key) = MutualTlsServer.Issue(name);
        File.WriteAllText(Path.Combine(_folder, "client.key"), key);
        File.WriteAllText(Path.Combine(_folder, "client.crt"), certificate);
    }

    private void PutAnswer(string name)
    {
        var (certificate, key) = MutualTlsServer.Issue(name);
        File.WriteAllText(Path.Combine(_folder, "answer.json"), new System.Text.Json.Nodes.JsonObject
        {
            ["apiVersion"] = "client.authentication.k8s.io/v1",
            ["kind"] = "ExecCredential",
            ["status"] = new System.Text.Json.Nodes.JsonObject { ["clientCertificateData"] = certificate, ["clientKeyData"] = key },
        }.ToJsonString());
    }
}
