using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Traffic.ReplicaShare;
using Penumbra.Traffic.Tests.World;

namespace Penumbra.Traffic.Tests;

public sealed class ReplicaShareContractTests : RouterContractTests
{
    public ReplicaShareContractTests() => HasPilots = false;

    protected override ITrafficRouter Router => new ReplicaShareRouter(Cluster.Services);

    protected override JsonObject Live => Cluster.Get("Service", "checkout");

    protected override LaunchTraffic Given()
    {
        Cluster.Put(Yaml.Read("""
            apiVersion: v1
            kind: Service
            metadata:
              name: checkout
              labels: {penumbra.dev/launch: checkout}
              annotations: {penumbra.dev/stable: aaa, penumbra.dev/owner-uid: launch-1}
            spec:
              selector: {penumbra.dev/launch: checkout, penumbra.dev/revision: aaa}
              ports: [{name: http, port: 8080}]
            """));
        return Launches.Of(replicaShare: true);
    }

    protected override LaunchTraffic Without(LaunchTraffic launch) => launch with { Routers = new DarkLaunchTraffic() };

    protected override void Freeze() => Cluster.Services.Freeze();

    protected override void Thaw() => Cluster.Services.Thaw();
}
