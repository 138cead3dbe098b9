using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Faults;

/// <summary>F20: the metric source answers wrongly for some evaluations.</summary>
/// <param name="mode">How.</param>
/// <param name="first">From this evaluation on.</param>
/// <param name="count">How many.</param>
public sealed class SourceFault(SourceMode mode, int first, int count) : Fault
{
    /// <inheritdoc/>
    public override int MoreWrites => 5;

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
