using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Traffic.GatewayApi;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests;

public sealed class ManagedRouteContractTests : RouterContractTests
{
    private const string Spec = """
        parentRefs: [{name: public}]
        hostnames: [shop.example.com]
        rules:
          - matches: [{path: {value: /cart}}]
            filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x, value: y}]}}]
            timeouts: {request: 3s}
            backendRefs: [{name: checkout, port: 8080}]
          - matches: [{path: {value: /images}}]
            backendRefs: [{name: images, port: 80, weight: 3}]
          - backendRefs: [{name: checkout, port: 8080, weight: 7}]
        """;

    protected override ITrafficRouter Router => new GatewayApiRouter(Cluster.Routes, Cluster.Services);

    protected override JsonObject Live => Cluster.Get("HTTPRoute", "checkout");

    protected override LaunchTraffic Given()
    {
        var launch = Launches.Managed(Spec, Launches.Header, Launches.Cookie);
        Do(launch, new() { Stable = "aaa" });
        return launch;
    }

    protected override LaunchTraffic Without(LaunchTraffic launch) => launch with { Routers = new DarkLaunchTraffic() };

    protected override void Freeze() => Cluster.Routes.Freeze();

    protected override void Thaw() => Cluster.Routes.Thaw();
}
