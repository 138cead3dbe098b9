using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F5, F6: in the middle of everything the watches of a kind end, and whoever reads the kind again is refused some times.</summary>
/// <param name="plural">The kind.</param>
/// <param name="write">From this write on.</param>
/// <param name="code">The HTTP status.</param>
/// <param name="times">How many reads.</param>
public sealed class RefuseReadFault(string plural, int write, int code, int times) : Fault
{
    // Between two tries of an informer, at most, with what the server asks for.
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(8);

    private TimeSpan? _since;
    private int _refused;

    /// <inheritdoc/>
    public override TimeSpan Blind => BetweenTries * times;

    /// <inheritdoc/>
    public override TimeSpan Staleness => HadEffect ? Blind : TimeSpan.Zero;

    /// <inheritdoc/>
    public override TimeSpan UsersMayLose => plural == "endpointslices" && HadEffect ? Blind : TimeSpan.Zero;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (call.Number == write) _since ??= LastHappened = cluster.Time.Elapsed;
        if (IsOver || _since is null || call.Request.Method != "GET" || call.Plural != plural) return CallFate.Proceed;
        LastHappened = cluster.Time.Elapsed;
        IsOver = ++_refused >= times;
        return CallFate.Refuse(code);
    }

    /// <inheritdoc/>
    public override LineFate Line(ApiCall call, SimulatedCluster cluster)
    {
        if (IsOver || _since is null || call.Plural != plural) return LineFate.Deliver;
        LastHappened = cluster.Time.Elapsed;
        return LineFate.Expired;
    }
}
