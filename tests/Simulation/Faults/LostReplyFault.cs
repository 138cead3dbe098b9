using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F3: a write is committed, and its answer is lost: the connection breaks, or nothing ever comes. The process lives.</summary>
/// <param name="write">The number of the write.</param>
/// <param name="silent">Nothing ever comes: the client has to give up by itself.</param>
public sealed class LostReplyFault(int write, bool silent) : Fault
{
    /// <inheritdoc/>
    public override bool NeedsLease => true;

    /// <inheritdoc/>
    public override TimeSpan Holds => silent && IsOver ? TimeSpan.FromSeconds(30) : TimeSpan.Zero;

    /// <inheritdoc/>
    public override CallFate After(ApiCall call, ApiResponse response, SimulatedCluster cluster)
    {
        if (IsOver || call.Number != write) return CallFate.Proceed;
        IsOver = true;
        LastHappened = cluster.Time.Elapsed;
        return silent ? CallFate.Silence : CallFate.Break;
    }
}
