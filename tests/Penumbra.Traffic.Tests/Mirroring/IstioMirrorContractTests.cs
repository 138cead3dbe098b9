using System.Text.Json.Nodes;
using Penumbra.Traffic.Istio;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests.Mirroring;

public sealed class IstioMirrorContractTests : MirrorRouterContractTests
{
    private const string VirtualService = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: orders}
        spec:
          hosts: [orders.example.com]
          gateways: [istio-ingress/public]
          http:
            - name: primary
              match: [{uri: {prefix: /orders}}]
              route: [{destination: {host: orders, port: {number: 8080}}}]
              mirrors: [{destination: {host: audit}, percentage: {value: 3}}]
            - match: [{uri: {prefix: /images}}]
              route: [{destination: {host: images}}]
            - match: [{uri: {prefix: /drained}}]
              route: [{destination: {host: orders}, weight: 0}, {destination: {host: images}, weight: 100}]
            - match: [{uri: {prefix: /}}]
              route: [{destination: {host: orders.shop.svc.cluster.local, subset: v1}, weight: 90}, {destination: {host: old}, weight: 10}]
        """;

    protected override IMirrorRouter Router => new IstioMirrorRouter(Cluster.VirtualServices);

    protected override JsonObject Live => Cluster.Get("VirtualService", "orders");

    protected override string Neighbour => "match";

    protected override MirrorTarget Given()
    {
        Cluster.With(VirtualService);
        return Shadows.Mesh(("orders", []));
    }

    protected override void Scribble(JsonObject live)
    {
        var ours = Launches.Json($$"""{"destination": {"host": "{{Shadows.Server}}.shop.svc.cluster.local", "port": {"number": 8080} } }""");
        var http = live["spec"]!["http"]!.AsArray();
        http[0]!["mirrors"]!.AsArray().Add(ours.DeepClone());
        http[1]!["mirrors"] = new JsonArray(ours.DeepClone());
    }

    protected override void Freeze() => Cluster.VirtualServices.Freeze();

    protected override void Thaw() => Cluster.VirtualServices.Thaw();
}
