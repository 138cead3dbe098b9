using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Http;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Oracle.Tests.Servers;

/// <summary>The sandbox's own API server.</summary>
public sealed class SandboxServer : ApiUnderTest
{
    private ApiServerHost _host = null!;

    public override async Task InitializeAsync()
    {
        _host = await ApiServerHost.StartAsync(new ApiServerHostOptions { Https = false });
        Client = new HttpClient { BaseAddress = _host.BaseAddress };
        Client.DefaultRequestHeaders.UserAgent.ParseAdd("oracle/1");
    }

    public override async Task DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }

    public override void AddNamespace(string name) => _host.Cluster.Create(BuiltInTypes.Namespace, new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = name },
    });
}
