using System.Globalization;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F10: the process dies after a write, and its first lists come from an API server that lags behind.</summary>
/// <param name="write">The number of the write.</param>
/// <param name="versions">How many commits behind.</param>
public sealed class TimeTravelFault(int write, int versions) : Fault
{
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(4);

    private TimeSpan? _restarted;
    private long _version;

    /// <inheritdoc/>
    public override TimeSpan Staleness => _restarted is null ? TimeSpan.Zero : Lag + Lag;

    /// <summary>A route older than the status beside it is told of as a step back, with its event, and once more when the watch brings it. A real server answers lists that name no version with the newest: this goes further.</summary>
    public override int MoreWrites => 1;

    /// <summary>What was made since is made again: each such write is refused, and sent anew as what the object lacks; the status that goes with it is refused too.</summary>
    public override int MoreAttempts => 2;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (_restarted is not { } at || !call.IsList || cluster.Time.Elapsed - at > Lag || call.Request.Query.Contains("continue=", StringComparison.Ordinal)) return CallFate.Proceed;
        var query = call.Request.Query + string.Create(CultureInfo.InvariantCulture, $"&resourceVersion={_version}&resourceVersionMatch=Exact");
        return CallFate.Rewrite(call.Request with { Query = query });
    }

    /// <inheritdoc/>
    public override CallFate After(ApiCall call, ApiResponse response, SimulatedCluster cluster)
    {
        if (IsOver || call.Number != write) return CallFate.Proceed;
        IsOver = true;
        _version = Math.Max(cluster.Origin, cluster.Store.Version - versions);
        cluster.Time.After(TimeSpan.FromSeconds(3), () =>
        {
            _restarted = LastHappened = cluster.Time.Elapsed;
            cluster.StartOperator(call.Process.Identity);
        });
        return CallFate.Kill;
    }
}
