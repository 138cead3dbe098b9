using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F16: the wall clock of the process jumps at a write, and stays wrong.</summary>
/// <param name="write">The number of the write.</param>
/// <param name="shift">By how much.</param>
public sealed class ClockFault(int write, TimeSpan shift) : Fault
{
    /// <inheritdoc/>
    public override bool NeedsLease => true;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (IsOver || call.Number != write) return CallFate.Proceed;
        IsOver = HadEffect = true;
        LastHappened = cluster.Time.Elapsed;
        call.Process.WallClockShift = shift;
        return CallFate.Proceed;
    }
}
