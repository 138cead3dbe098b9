using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F8: from a write on the API server cannot be reached for a while: requests break, watches end, new ones too.</summary>
/// <param name="write">The number of the write that meets it first.</param>
/// <param name="duration">For how long.</param>
public sealed class OutageFault(int write, TimeSpan duration) : Fault
{
    /// <summary>The watches come back later than the API server: meanwhile it is told what is waited for, and live values once a minute.</summary>
    public override int MoreWrites => 2;

    /// <summary>The waits between tries double, from a fifth of a second on, and with the lease, which is lost within 15 s, all writing ends.</summary>
    public override int MostHindered => 16;

    /// <inheritdoc/>
    public override bool NeedsLease => true;

    /// <inheritdoc/>
    public override TimeSpan Blind => duration;

    // The waits between tries of a watch double up to half a minute.
    private static readonly TimeSpan CatchesUp = TimeSpan.FromSeconds(31);
    private TimeSpan? _since;
    private bool _isCaughtUp;

    /// <inheritdoc/>
    public override TimeSpan Staleness => _since is null ? TimeSpan.Zero : _isCaughtUp ? TimeSpan.FromSeconds(1) : CatchesUp;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (call.Number == write && _since is null) _since = LastHappened = cluster.Time.Elapsed;
        return IsOut(cluster) ? CallFate.Break : CallFate.Proceed;
    }

    /// <inheritdoc/>
    public override LineFate Line(ApiCall call, SimulatedCluster cluster) => IsOut(cluster) ? LineFate.End : LineFate.Deliver;

    /// <inheritdoc/>
    public override void Tick(SimulatedCluster cluster)
    {
        if (_since is not { } since) return;
        _isCaughtUp = cluster.Time.Elapsed - since > duration + CatchesUp;
        if (IsOver || cluster.Time.Elapsed - since < duration) return;
        IsOver = true;
        LastHappened = cluster.Time.Elapsed;
    }

    private bool IsOut(SimulatedCluster cluster) => !IsOver && _since is { } since && cluster.Time.Elapsed - since < duration;
}
