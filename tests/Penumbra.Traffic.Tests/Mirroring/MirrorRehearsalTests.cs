using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Istio;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

/// <summary>Definitions that drop the share without a word, as HTTPRoute did before Gateway API v1.3: everything would be copied.</summary>
public sealed class MirrorRehearsalTests
{
    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: orders}
        spec:
          parentRefs: [{name: public}]
          rules:
            - matches: [{path: {value: /images}}]
              backendRefs: [{name: images, port: 80}]
            - filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: y}]}}]
              backendRefs: [{name: orders, port: 8080}]
        """;

    [Theory]
    [InlineData("10", "requestMirror.percent")]
    [InlineData("0.5", "requestMirror.fraction")]
    public void A_definition_that_drops_the_share_is_found_out_by_a_dry_run(string share, string field)
    {
        var cluster = new FakeCluster { Prune = WithoutShares }.With(Route, Shadows.Gateway, Shadows.Able);
        var problem = Rehearse(cluster, share);
        problem.Should().Match<Problem>(found => found.Reason == Reason.MirroringUnsupported && found.Message.Contains($"drops {field}: everything would be copied; install Gateway API v1.3 or later"));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("0.5")]
    [InlineData("100")]
    public void A_definition_that_keeps_it_is_no_problem(string share) => Rehearse(new FakeCluster().With(Route, Shadows.Gateway, Shadows.Able), share).Should().BeNull();

    [Fact]
    public void What_is_dropped_all_the_same_is_seen_as_copying_everything()
    {
        var cluster = new FakeCluster { Prune = WithoutShares }.With(Route, Shadows.Gateway, Shadows.Able);
        cluster.Send(Gateway(cluster).Plan(Shadows.Of("orders"), new RouteId("gatewayAPI", "HTTPRoute", "orders"), Share.Percent(10)));
        Gateway(cluster).Observe(Shadows.Of("orders")).Mirrors.Single().Sample.Should().Be(Share.All);
    }

    [Theory]
    [InlineData("percentage", "drops percentage: everything would be copied")]
    [InlineData("mirrors", "drops mirrors: nothing would be copied")]
    public void Istios_older_definitions_are_found_out_likewise(string field, string expected)
    {
        void Prune(JsonObject item)
        {
            foreach (var route in item["spec"]?["http"]?.AsArray() ?? [])
            {
                if (field == "mirrors") route!.AsObject().Remove(field);
                foreach (var mirror in route!["mirrors"]?.AsArray() ?? []) mirror!.AsObject().Remove(field);
            }
        }

        var cluster = new FakeCluster { Prune = Prune }.With("""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: orders}
            spec: {hosts: [orders.example.com], gateways: [public], http: [{route: [{destination: {host: orders}}]}]}
            """);
        var write = new IstioMirrorRouter(cluster.VirtualServices).Plan(Shadows.Mesh(("orders", [])), new RouteId("istio", "VirtualService", "orders"), Share.Percent(10))!.Write;
        MirrorRehearsal.Problem(write, cluster.Rehearse(write))!.Message.Should().Contain(expected);
    }

    private static Problem? Rehearse(FakeCluster cluster, string share)
    {
        var write = Gateway(cluster).Plan(Shadows.Of("orders"), new RouteId("gatewayAPI", "HTTPRoute", "orders"), Shadows.Share(share))!.Write;
        return MirrorRehearsal.Problem(write, cluster.Rehearse(write));
    }

    private static GatewayApiMirrorRouter Gateway(FakeCluster cluster) => new(cluster.Routes, cluster.Gateways, cluster.GatewayClasses, new SortedSet<string>());

    private static void WithoutShares(JsonObject item)
    {
        foreach (var filter in (item["spec"]?["rules"] as JsonArray ?? []).SelectMany(rule => rule!["filters"] as JsonArray ?? []))
        {
            if (filter!["requestMirror"] is not JsonObject mirror) continue;
            mirror.Remove("percent");
            mirror.Remove("fraction");
        }
    }
}
