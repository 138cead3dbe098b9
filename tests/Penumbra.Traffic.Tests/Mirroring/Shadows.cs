using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

/// <summary>Shadows, shares and the cluster around them in a few words.</summary>
public static class Shadows
{
    public const string Server = "orders-next-compare";

    public const string Gateway = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: public}
        spec: {gatewayClassName: able}
        """;

    public const string Able = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: able}
        status: {supportedFeatures: [{name: HTTPRouteRequestMultipleMirrors}, {name: HTTPRouteRequestPercentageMirror}]}
        """;

    public static MirrorTarget Of(params string[] routes) => new()
    {
        Namespace = "shop", Shadow = "orders-next", Live = "orders", Server = Server, ServerPort = 8080, Routes = routes,
    };

    public static MirrorTarget Mesh(params (string Name, IReadOnlyList<string> Routes)[] virtualServices) => Of() with { VirtualServices = virtualServices };

    public static FakeCluster With(this FakeCluster cluster, params string[] objects)
    {
        foreach (var item in objects) cluster.Put(Yaml.Read(item));
        return cluster;
    }

    public static Share Share(string percent) => Core.Common.Share.Parse(percent)!.Value;

    /// <summary>As it comes over the wire.</summary>
    public static JsonArray Wire(this JsonArray list) => JsonNode.Parse(list.ToJsonString())!.AsArray();

    /// <summary>Equal after what the API server fills in.</summary>
    public static void ShouldMean(this JsonArray actual, JsonArray expected, string because) =>
        GatewayApi.RouteDefaults.SameRules(actual, expected).Should().BeTrue("{0}: {1} should mean {2}", because, actual.ToJsonString(), expected.ToJsonString());

    public static void ShouldBe(this JsonNode? actual, JsonNode? expected, string because = "")
    {
        if (!JsonNode.DeepEquals(actual, expected)) actual?.ToJsonString().Should().Be(expected?.ToJsonString(), because);
    }
}
