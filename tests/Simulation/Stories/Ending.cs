using System.Text.Json.Nodes;

namespace Penumbra.Simulation.Stories;

/// <summary>How a story must end.</summary>
/// <param name="State">What must be true, in the terms of <see cref="Facts"/>.</param>
/// <param name="Within">How long after the last event.</param>
/// <param name="Lost">How long users may have been without an answer at most, all in all.</param>
public sealed record Ending(JsonObject State, TimeSpan Within, TimeSpan Lost);
