using System.Text.Json.Nodes;
using Penumbra.Simulation.Cluster;
using Penumbra.Simulation.Processes;
using Penumbra.Simulation.Stories;

namespace Penumbra.Simulation.Faults;

/// <summary>F4: somebody writes to the very object just before the operator's write reaches it.</summary>
/// <param name="write">The number of the write.</param>
public sealed class ConflictFault(int write) : Fault
{
    /// <inheritdoc/>
    public override CallFate Before(ApiCall call, SimulatedCluster cluster)
    {
        if (IsOver || call.Number != write) return CallFate.Proceed;
        IsOver = true;
        LastHappened = cluster.Time.Elapsed;
        if (call.Name.Length == 0) return CallFate.Proceed;
        var path = call.Subresource.Length == 0 ? call.Request.Path : call.Request.Path[..^(call.Subresource.Length + 1)];
        var touch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["example.com/touched"] = $"{write}" } } };
        HadEffect = new Hand(cluster, "somebody").Patch(path, touch) < 300;
        return CallFate.Proceed;
    }
}
