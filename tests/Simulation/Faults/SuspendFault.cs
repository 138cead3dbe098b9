using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F16: the machine is suspended for a while just as a write is sent; time has passed when it wakes.</summary>
/// <param name="write">The number of the write.</param>
/// <param name="duration">For how long.</param>
public sealed class SuspendFault(int write, TimeSpan duration) : Fault
{
    /// <summary>What wakes writes by what it saw before it slept, and is refused until the watches speak: some tries in a tenth of a second.</summary>
    public override int MoreAttempts => 8;

    /// <inheritdoc/>
    public override TimeSpan Blind => duration;

    /// <inheritdoc/>
    public override bool NeedsLease => true;

    /// <inheritdoc/>
    public override TimeSpan Staleness => LastHappened > TimeSpan.Zero ? TimeSpan.FromSeconds(90) : TimeSpan.Zero;

    /// <inheritdoc/>
    public override TimeSpan UsersMayLose => TimeSpan.Zero;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (IsOver || LastHappened > TimeSpan.Zero || call.Number != write) return CallFate.Proceed;
        LastHappened = cluster.Time.Elapsed;
        HadEffect = true;
        call.Process.Pause();
        cluster.Time.After(duration, () =>
        {
            LastHappened = cluster.Time.Elapsed;
            IsOver = true;
            call.Process.Resume();
        });
        return CallFate.Proceed;
    }
}
