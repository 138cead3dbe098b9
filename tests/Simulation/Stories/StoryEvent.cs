using System.Text.Json.Nodes;

namespace Penumbra.Simulation.Stories;

/// <summary>One thing that somebody outside of the operator does.</summary>
/// <param name="When">What must be true first; null for nothing.</param>
/// <param name="After">How long after that, or after the event before.</param>
/// <param name="Every">Again and again, this often; null for once.</param>
/// <param name="Act">What is done.</param>
/// <param name="Argument">With what.</param>
public sealed record StoryEvent(JsonObject? When, TimeSpan After, TimeSpan? Every, string Act, JsonNode? Argument)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Act} {Argument?.ToJsonString()}";
}
