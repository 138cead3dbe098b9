using System.Text.Json.Nodes;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

public sealed class GatewayApiMirrorContractTests : MirrorRouterContractTests
{
    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: orders}
        spec:
          parentRefs: [{name: public}]
          rules:
            - name: orders
              matches: [{path: {value: /orders}}, {path: {value: /order, type: Exact}, method: POST}]
              filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: y}]}}, {type: RequestMirror, requestMirror: {backendRef: {name: audit, port: 80}, percent: 3}}]
              backendRefs: [{name: orders, port: 8080, weight: 5}, {name: old, port: 80, weight: 0}]
            - matches: [{path: {value: /images}}]
              backendRefs: [{name: images, port: 80, weight: 3}]
            - backendRefs: [{name: orders, port: 8080, filters: [{type: ExtensionRef, extensionRef: {group: g, kind: K, name: n}}]}]
            - matches: [{path: {value: /drained}}]
              backendRefs: [{name: orders, port: 8080, weight: 0}, {name: images, port: 80}]
        """;

    protected override IMirrorRouter Router => new GatewayApiMirrorRouter(Cluster.Routes, Cluster.Gateways, Cluster.GatewayClasses, new SortedSet<string>());

    protected override JsonObject Live => Cluster.Get("HTTPRoute", "orders");

    protected override string Neighbour => "matches";

    protected override MirrorTarget Given()
    {
        Cluster.With(Route, Shadows.Gateway, Shadows.Able);
        return Shadows.Of("orders");
    }

    [Fact]
    public void What_people_write_into_a_route_makes_it_another()
    {
        var shadow = Given();
        var form = Router.Observe(shadow).Mirrors.Single().Form;
        Cluster.Edit("HTTPRoute", "orders", live => live["spec"]!["rules"]![1]!["backendRefs"]![0]!["weight"] = 4);
        Router.Observe(shadow).Mirrors.Single().Form.Should().NotBe(form).And.NotBeEmpty();
    }

    protected override void Scribble(JsonObject live)
    {
        var ours = Launches.Json($$"""{"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "{{Shadows.Server}}", "port": 8080} } }""");
        var rules = live["spec"]!["rules"]!.AsArray();
        rules[0]!["filters"]!.AsArray().Add(ours.DeepClone());
        rules[1]!["filters"] = new JsonArray(ours.DeepClone());
        rules[2]!["backendRefs"]![0]!["filters"]!.AsArray().Add(ours.DeepClone());
    }

    protected override void Freeze() => Cluster.Routes.Freeze();

    protected override void Thaw() => Cluster.Routes.Thaw();
}
