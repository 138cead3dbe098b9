using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F1, F2: the process dies before a write is committed, or after it and before it knows. The kubelet starts it again in the same pod a few seconds later.</summary>
/// <param name="write">The number of the write.</param>
/// <param name="after">After the commit.</param>
/// <param name="ofLease">A write of a lease: these have numbers of their own.</param>
public sealed class CrashFault(int write, bool after, bool ofLease = false) : Fault
{
    private static readonly TimeSpan RestartGrid = TimeSpan.FromSeconds(3);

    private bool _happened;

    /// <inheritdoc/>
    public override bool NeedsLease => ofLease;

    /// <summary>When a process that dies then is there again.</summary>
    public static TimeSpan BackAt(TimeSpan crash) => TimeSpan.FromTicks(((crash.Ticks / RestartGrid.Ticks) + 2) * RestartGrid.Ticks);

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster) => after ? CallFate.Proceed : Crash(call, cluster);

    /// <inheritdoc/>
    public override CallFate After(ApiCall call, ApiResponse response, SimulatedCluster cluster) => after ? Crash(call, cluster) : CallFate.Proceed;

    private CallFate Crash(ApiCall call, SimulatedCluster cluster)
    {
        if (_happened || (ofLease ? call.LeaseNumber : call.Number) != write) return CallFate.Proceed;
        _happened = IsOver = true;
        LastHappened = cluster.Time.Elapsed;
        cluster.Time.After(BackAt(cluster.Time.Elapsed) - cluster.Time.Elapsed, () => cluster.StartOperator(call.Process.Identity));
        return CallFate.Kill;
    }
}
