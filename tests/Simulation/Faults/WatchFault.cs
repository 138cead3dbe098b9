using System.Text;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>
/// F12, F13: the watch of every kind, or of one alone, goes wrong, at its next line after a write: twice, half a line, silence on an open connection, an early end, 410. Or new watches are empty for a while;
/// or the server lags behind: bookmarks come, with the version of what came last, and events do not.
/// </summary>
/// <param name="style">twice, half, silent, end, expired, empty or bookmarks.</param>
/// <param name="write">From this write on.</param>
/// <param name="plural">The kind; null for all.</param>
public sealed class WatchFault(string style, int write, string? plural = null) : Fault
{
    private const int EmptyAnswers = 4;

    // After so long without a bookmark the operator gives up a watch.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(2);

    private readonly HashSet<string> _struck = new(StringComparer.Ordinal);
    private TimeSpan? _since;
    private int _empty;

    /// <inheritdoc/>
    public override TimeSpan Blind => style switch
    {
        "silent" => Silence,
        "bookmarks" => Lasts,
        _ => TimeSpan.Zero,
    };

    /// <inheritdoc/>
    public override TimeSpan Staleness => _since is null ? TimeSpan.Zero : Blind > TimeSpan.Zero ? Blind : TimeSpan.FromSeconds(40);

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
        if (_since is not { } since || cluster.Time.Elapsed - since > Lasts || (plural is not null && call.Plural != plural)) return LineFate.Deliver;
        if (style == "bookmarks") return LineFate.Bookmark;
        if (!_struck.Add(call.Plural)) return LineFate.Deliver;
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
    public override void Tick(SimulatedCluster cluster)
    {
        if (IsOver || _since is not { } since || cluster.Time.Elapsed - since <= Lasts) return;
        IsOver = true;
        if (style == "bookmarks") LastHappened = cluster.Time.Elapsed;
    }
}
