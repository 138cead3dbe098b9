using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F8: from a write on the API server cannot be reached for a while: requests break, watches end, new ones too.</summary>
/// <param name="write">The number of the write that meets it first.</param>
/// <param name="duration">For how long.</param>
public sealed class OutageFault(int write, TimeSpan duration) : Fault
{
    /// <inheritdoc/>
    public override int MoreWrites => 10;

    /// <inheritdoc/>
    public override bool NeedsLease => true;

    /// <inheritdoc/>
    public override TimeSpan Blind => duration;

    private TimeSpan? _since;

    /// <inheritdoc/>
    public override TimeSpan Staleness => _since is null ? TimeSpan.Zero : TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (call.Number == write && _since is null) _since = cluster.Time.Elapsed;
        return IsOut(cluster) ? CallFate.Break : CallFate.Proceed;
    }

    /// <inheritdoc/>
    public override LineFate Line(ApiCall call, SimulatedCluster cluster) => IsOut(cluster) ? LineFate.End : LineFate.Deliver;

    /// <inheritdoc/>
    public override void Tick(SimulatedCluster cluster)
    {
        if (IsOver || _since is not { } since || cluster.Time.Elapsed - since < duration) return;
        IsOver = true;
        LastHappened = cluster.Time.Elapsed;
    }

    private bool IsOut(SimulatedCluster cluster) => !IsOver && _since is { } since && cluster.Time.Elapsed - since < duration;
}
