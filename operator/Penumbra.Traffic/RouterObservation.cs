using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;

namespace Penumbra.Traffic;

/// <summary>What a router sees of a launch.</summary>
/// <param name="Routes">Every object that steers or should, in a stable order; those that the spec no longer names with <c>InSpec = false</c>.</param>
/// <param name="Problems">What a person must change, with the field's path and what would be right.</param>
public sealed record RouterObservation(IReadOnlyList<RouteFacts> Routes, IReadOnlyList<Problem> Problems)
{
    /// <summary>Nothing to see.</summary>
    public static RouterObservation Nothing { get; } = new([], []);
}
