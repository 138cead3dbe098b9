using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F11: the watch of one kind ends, and nothing of that kind can be read for a while: what happens and is undone meanwhile is never seen.</summary>
/// <param name="plural">The kind.</param>
/// <param name="write">From this write on.</param>
/// <param name="duration">For how long.</param>
public sealed class UnseenFault(string plural, int write, TimeSpan duration) : Fault
{
    /// <inheritdoc/>
    public override TimeSpan Blind => duration;

    private TimeSpan? _since;

    /// <inheritdoc/>
    public override TimeSpan Staleness => _since is null ? TimeSpan.Zero : duration + TimeSpan.FromSeconds(40);

    /// <inheritdoc/>
    public override TimeSpan UsersMayLose => plural == "endpointslices" && _since is not null ? Staleness : TimeSpan.Zero;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (call.Number == write) _since ??= cluster.Time.Elapsed;
        return IsDark(cluster) && call.Plural == plural && (call.IsWatch || call.IsList) ? CallFate.Refuse(503, "ServiceUnavailable", "not now", 1) : CallFate.Proceed;
    }

    /// <inheritdoc/>
    public override LineFate Line(ApiCall call, SimulatedCluster cluster) => IsDark(cluster) && call.Plural == plural ? LineFate.Expired : LineFate.Deliver;

    /// <inheritdoc/>
    public override void Tick(SimulatedCluster cluster)
    {
        if (IsOver || _since is not { } since || cluster.Time.Elapsed - since < duration) return;
        IsOver = true;
        LastHappened = cluster.Time.Elapsed;
    }

    private bool IsDark(SimulatedCluster cluster) => !IsOver && _since is { } since && cluster.Time.Elapsed - since < duration;
}
