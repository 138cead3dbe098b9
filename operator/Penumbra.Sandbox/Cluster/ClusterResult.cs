using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.Cluster;

/// <summary>What a write to the sandbox's cluster came to: the stored object, or a Kubernetes <c>Status</c>.</summary>
/// <param name="Code">The HTTP status code a client would see.</param>
/// <param name="Body">The object after the write, or the <c>Status</c> of a failure.</param>
public sealed record ClusterResult(int Code, JsonObject Body)
{
    /// <summary>Whether the write was committed (or found nothing to change).</summary>
    public bool Succeeded => Code is >= 200 and < 300;
}
