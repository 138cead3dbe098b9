using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F15: the leader is paused just as it sends a write; another process takes over and acts; then the first goes on where it was.</summary>
/// <param name="write">The number of the write.</param>
/// <param name="pause">How long the first one gets no turn: longer than a lease.</param>
public sealed class TwoLeadersFault(int write, TimeSpan pause) : Fault
{
    /// <inheritdoc/>
    public override bool NeedsLease => true;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (IsOver || LastHappened > TimeSpan.Zero || call.Number != write) return CallFate.Proceed;
        LastHappened = cluster.Time.Elapsed;
        HadEffect = true;
        var first = call.Process;
        first.Pause();
        cluster.StartAnother();
        cluster.Time.After(pause, () =>
        {
            cluster.Tell($"{first.Identity} goes on");
            LastHappened = cluster.Time.Elapsed;
            IsOver = true;
            first.Resume();
        });
        return CallFate.Proceed;
    }
}
