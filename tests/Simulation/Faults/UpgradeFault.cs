using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Faults;

/// <summary>F22: the process dies after a write, and another version starts: status holds fields that it does not know, and lacks some that it does.</summary>
/// <param name="write">The number of the write.</param>
public sealed class UpgradeFault(int write) : Fault
{
    /// <inheritdoc/>
    public override CallFate After(ApiCall call, ApiResponse response, SimulatedCluster cluster)
    {
        if (IsOver || call.Number != write) return CallFate.Proceed;
        IsOver = true;
        LastHappened = cluster.Time.Elapsed;
        cluster.Time.After(TimeSpan.FromSeconds(3), () =>
        {
            var patch = new JsonObject { ["status"] = new JsonObject { ["liveAt"] = null, ["selector"] = null, ["decisions"] = null, ["fieldOfTheFuture"] = new JsonObject { ["a"] = 1 } } };
            if (cluster.Launch() is not null) new Hand(cluster, "another-version").Patch("/apis/penumbra.dev/v1alpha1/namespaces/shop/darklaunches/checkout", patch, "status");
            var later = new JsonObject { ["status"] = new JsonObject { ["expectedAt"] = null, ["message"] = null, ["fieldOfTheFuture"] = new JsonObject { ["a"] = 1 } } };
            if (cluster.Shadow() is not null) new Hand(cluster, "another-version").Patch("/apis/penumbra.dev/v1alpha1/namespaces/shop/shadowdeployments/checkout-next", later, "status");
            var half = new JsonObject { ["status"] = new JsonObject { ["nextRun"] = null, ["templateHash"] = null, ["fieldOfTheFuture"] = new JsonObject { ["a"] = 1 } } };
            foreach (var refresh in cluster.Refreshes()) new Hand(cluster, "another-version").Patch($"/apis/penumbra.dev/v1alpha1/namespaces/shop/snapshotrefreshes/{refresh["metadata"]!["name"]}", half, "status");
            cluster.StartOperator(call.Process.Identity);
        });
        return CallFate.Kill;
    }
}
