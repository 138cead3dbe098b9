using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Faults;

/// <summary>F20: the metric source answers wrongly for some evaluations.</summary>
/// <param name="mode">How.</param>
/// <param name="first">From this evaluation on.</param>
/// <param name="count">How many.</param>
public sealed class SourceFault(SourceMode mode, int first, int count) : Fault
{
    /// <summary>That the source cannot be asked is told and taken back, and what the step waits for meanwhile is told as well.</summary>
    public override int MoreWrites => 1;

    /// <inheritdoc/>
    public override SourceMode? Source(int evaluation, SimulatedCluster cluster)
    {
        if (evaluation < first) return null;
        if (evaluation >= first + count)
        {
            IsOver = true;
            return null;
        }

        LastHappened = cluster.Time.Elapsed;
        return mode;
    }
}
