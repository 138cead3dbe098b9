using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox.Tests.Gateway;

/// <summary>Who knows a Service by its address alone reaches its pods.</summary>
public sealed class ServiceProxyTests
{
    [Fact]
    public async Task A_connection_to_a_services_address_reaches_its_ready_pods_in_turn_and_nobody_once_it_is_gone()
    {
        using var block = new PodAddresses();
        await using var cluster = await LiveCluster.StartAsync(block.Block[..block.Block.IndexOf(".0.0/", StringComparison.Ordinal)]);
        await cluster.DeployAsync("stable", replicas: 2, env: ("PORT", "8080"));
        await OfHighPortAsync(cluster);
        var address = cluster.Store.Get(BuiltInTypes.Service, "default", "high")!.Text("spec", "clusterIP")!;
        address.Should().StartWith("127.");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });
        var pods = new HashSet<string>();
        for (var request = 0; request < 8; request++)
        {
            using var response = await http.GetAsync($"http://{address}:8090/");
            response.IsSuccessStatusCode.Should().BeTrue();
            pods.Add(response.Headers.GetValues("X-Pod").Single());
        }

        pods.Should().HaveCount(2);
        cluster.Store.Delete(BuiltInTypes.Service, "default", "high");
        var asking = async () => await http.GetAsync($"http://{address}:8090/");
        await asking.Should().ThrowAsync<HttpRequestException>();
    }

    private static async Task OfHighPortAsync(LiveCluster cluster)
    {
        cluster.Create(BuiltInTypes.Service, """{"metadata":{"name":"high"},"spec":{"selector":{"app":"stable"},"ports":[{"name":"http","port":8090,"targetPort":"http"}]} }""");
        await LiveCluster.UntilAsync(() => cluster.Ready("high") == 2, "its endpoints");
    }
}
