using System.Net;
using System.Net.Sockets;
using System.Text;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Login;
using Penumbra.Kubernetes.Telemetry;
using Penumbra.Kubernetes.Tests.Simulated;

namespace Penumbra.Kubernetes.Tests.Login;

public class LoginHandlerTests
{
    [Fact]
    public async Task A_refused_token_is_read_anew_and_the_request_sent_once_more()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = AnswerAsync(listener, "401 Unauthorized", "200 OK");
        var tokens = new Tokens();
        using var http = KubernetesHttp.Create(new ClusterLogin { Server = new Uri($"http://{listener.LocalEndpoint}/base"), Source = "test", Credentials = tokens });
        using var meters = new TestMeters();
        var client = new KubernetesClient(http, TimeProvider.System, new KubernetesMetrics(meters));

        var result = await client.GetAsync(ResourceKinds.Namespace, new("", "park"), Projections.Whole, default);

        result.Failure.Should().BeNull();
        var requests = await server;
        requests[0].Should().Contain("GET /base/api/v1/namespaces/park ").And.Contain("Authorization: Bearer token-1");
        requests[1].Should().Contain("Authorization: Bearer token-2");
    }

    private static async Task<List<string>> AnswerAsync(TcpListener listener, params string[] answers)
    {
        var requests = new List<string>();
        const string Body = """{"kind":"Namespace","metadata":{"name":"park"}}""";
        foreach (var answer in answers)
        {
            using var connection = await listener.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            var buffer = new byte[4096];
            requests.Add(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nConnection: close\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
        }

        return requests;
    }

    private sealed class Tokens : ICredentialSource
    {
        private int _number = 1;

        public ValueTask<Credential> GetAsync(bool refused, CancellationToken cancellationToken) => new(new Credential($"Bearer token-{(refused ? ++_number : _number)}"));
    }
}
