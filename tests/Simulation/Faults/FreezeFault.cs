using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F9, F12: what happens to one kind reaches the operator late, while the other kinds are told in time.</summary>
/// <param name="plural">The kind.</param>
/// <param name="write">From this write on.</param>
/// <param name="duration">How late.</param>
public sealed class FreezeFault(string plural, int write, TimeSpan duration) : Fault
{
    /// <inheritdoc/>
    public override TimeSpan Blind => duration;

    private TimeSpan? _since;

    /// <inheritdoc/>
    public override TimeSpan Staleness => _since is null ? TimeSpan.Zero : duration;

    /// <inheritdoc/>
    public override TimeSpan UsersMayLose => plural == "endpointslices" && _since is not null ? duration : TimeSpan.Zero;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (call.Number == write) _since ??= cluster.Time.Elapsed;
        return CallFate.Proceed;
    }

    /// <inheritdoc/>
    public override LineFate Line(ApiCall call, SimulatedCluster cluster) =>
        !IsOver && call.Plural == plural && _since is { } since && cluster.Time.Elapsed - since < duration ? LineFate.Hold : LineFate.Deliver;

    /// <inheritdoc/>
    public override void Tick(SimulatedCluster cluster)
    {
        if (IsOver || _since is not { } since || cluster.Time.Elapsed - since < duration) return;
        IsOver = true;
        LastHappened = cluster.Time.Elapsed;
    }
}
