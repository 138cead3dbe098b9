using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F5: from a write on the API server has no time for anybody: every request is answered with 429 for a while, those for the lease too. Watches that are open go on.</summary>
/// <param name="write">The number of the write that meets it first.</param>
/// <param name="duration">For how long.</param>
public sealed class ThrottleFault(int write, TimeSpan duration) : Fault
{
    private TimeSpan? _since;

    /// <summary>What is waited for is told when the server is heard again.</summary>
    public override int MoreWrites => 2;

    /// <summary>The waits between tries double, and are never shorter than the server asks; with the lease, which is lost within 15 s, all writing ends.</summary>
    public override int MostHindered => 16;

    /// <inheritdoc/>
    public override bool NeedsLease => true;

    /// <inheritdoc/>
    public override TimeSpan Blind => duration;

    /// <inheritdoc/>
    public override TimeSpan Staleness => _since is null ? TimeSpan.Zero : TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (call.Number == write) _since ??= cluster.Time.Elapsed;
        return !IsOver && _since is { } since && cluster.Time.Elapsed - since < duration ? CallFate.Refuse(429) : CallFate.Proceed;
    }

    /// <inheritdoc/>
    public override void Tick(SimulatedCluster cluster)
    {
        if (IsOver || _since is not { } since || cluster.Time.Elapsed - since < duration) return;
        IsOver = true;
        LastHappened = cluster.Time.Elapsed;
    }
}
