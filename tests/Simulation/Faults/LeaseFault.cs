using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>Nothing goes wrong, and the operator holds a lease, as it does in a cluster.</summary>
public sealed class LeaseFault : Fault
{
    /// <inheritdoc/>
    public override bool NeedsLease => true;

    /// <inheritdoc/>
    public override CallFate After(ApiCall call, ApiResponse response, SimulatedCluster cluster)
    {
        IsOver = true;
        HadEffect |= call.IsLeaseWrite && response.Status < 300;
        return CallFate.Proceed;
    }
}
