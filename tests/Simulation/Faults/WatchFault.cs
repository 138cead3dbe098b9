using System.Text;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F12, F13: the watch of every kind goes wrong, at its next line after a write: twice, half a line, silence on an open connection, an early end, 410. Or new watches are empty for a while.</summary>
/// <param name="style">twice, half, silent, end, expired or empty.</param>
/// <param name="write">From this write on.</param>
public sealed class WatchFault(string style, int write) : Fault
{
    /// <inheritdoc/>
    public override TimeSpan Blind => style == "silent" ? Silence : TimeSpan.Zero;

    private const int EmptyAnswers = 4;

    // After so long without a bookmark the operator gives up a watch.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);

    private readonly HashSet<string> _struck = new(StringComparer.Ordinal);
    private TimeSpan? _since;
    private int _empty;

    /// <inheritdoc/>
    public override TimeSpan Staleness => _since is null ? TimeSpan.Zero : style == "silent" ? Silence : TimeSpan.FromSeconds(40);

    /// <inheritdoc/>
    public override TimeSpan UsersMayLose => _since is null ? TimeSpan.Zero : Staleness;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (call.Number == write) _since ??= LastHappened = cluster.Time.Elapsed;
        if (style != "empty" || _since is null || !call.IsWatch || _empty++ >= EmptyAnswers * 9) return CallFate.Proceed;
        return new CallFate(CallFateKind.Answer, new ApiResponse { Status = 200, Body = Encoding.UTF8.GetBytes("") });
    }

    /// <inheritdoc/>
    public override LineFate Line(ApiCall call, SimulatedCluster cluster)
    {
        if (_since is not { } since || cluster.Time.Elapsed - since > TimeSpan.FromMinutes(2) || !_struck.Add(call.Plural)) return LineFate.Deliver;
        LastHappened = cluster.Time.Elapsed;
        return style switch
        {
            "twice" => LineFate.Twice,
            "half" => LineFate.Half,
            "silent" => LineFate.Silence,
            "expired" => LineFate.Expired,
            _ => LineFate.End,
        };
    }

    /// <inheritdoc/>
    public override void Tick(SimulatedCluster cluster) => IsOver = _since is { } since && cluster.Time.Elapsed - since > TimeSpan.FromMinutes(2);
}
