using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;

namespace Penumbra.Simulation.Faults;

/// <summary>F5, F6: a write is refused with a code, and so are the next ones to the same object, some times. Busy servers name a time to wait.</summary>
/// <param name="write">The number of the first.</param>
/// <param name="code">The HTTP status.</param>
/// <param name="times">How many.</param>
public sealed class RefuseFault(int write, int code, int times) : Fault
{
    /// <summary>A refusal for good is told in status each time; a busy server is waited for without a word.</summary>
    public override int MoreWrites => code is 403 or 404 or 422 ? _all : 0;

    /// <inheritdoc/>
    public override int MostHindered => _all;

    private string? _path;
    private readonly int _all = times;
    private int _left;

    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (IsOver || !call.IsWrite) return CallFate.Proceed;
        if (call.Number == write) _path = call.Request.Path;
        if (call.Request.Path != _path) return CallFate.Proceed;
        LastHappened = cluster.Time.Elapsed;
        if (++_left >= _all) IsOver = true;
        return CallFate.Refuse(code);
    }
}
