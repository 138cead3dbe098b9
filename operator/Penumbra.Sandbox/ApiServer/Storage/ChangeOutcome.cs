using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>What an update makes of the current object: its next state, or why it cannot be.</summary>
/// <param name="Next">The next state; may be edited further.</param>
/// <param name="Failure">The failure, else null.</param>
internal sealed record ChangeOutcome(JsonObject? Next, ClusterResult? Failure)
{
    public static implicit operator ChangeOutcome(JsonObject next) => new(next, null);

    public static implicit operator ChangeOutcome(ClusterResult failure) => new(null, failure);
}
