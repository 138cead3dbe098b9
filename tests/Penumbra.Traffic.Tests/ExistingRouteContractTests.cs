using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests;

public sealed class ExistingRouteContractTests : RouterContractTests
{
    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: web}
        spec:
          parentRefs: [{name: public}]
          rules:
            - name: cart
              matches: [{path: {value: /cart}}, {path: {value: /basket, type: Exact}, method: POST}]
              backendRefs: [{name: checkout, port: 8080, weight: 5}, {name: old, port: 80, weight: 0}]
            - matches: [{path: {value: /images}}]
              backendRefs: [{name: images, port: 80, weight: 3}]
            - backendRefs: [{name: checkout, port: 8080, filters: [{type: ExtensionRef, extensionRef: {group: g, kind: K, name: n}}]}]
        """;

    protected override ITrafficRouter Router => new GatewayApiRouter(Cluster.Routes, Cluster.Services);

    protected override JsonObject Live => Cluster.Get("HTTPRoute", "web");

    protected override LaunchTraffic Given()
    {
        Cluster.Put(Yaml.Read(Route));
        return Launches.Existing(Launches.Header, Launches.Cookie);
    }

    protected override LaunchTraffic Without(LaunchTraffic launch) => launch with { Routers = new DarkLaunchTraffic() };

    protected override void Freeze() => Cluster.Routes.Freeze();

    protected override void Thaw() => Cluster.Routes.Thaw();
}
