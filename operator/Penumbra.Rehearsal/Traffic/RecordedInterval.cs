namespace Penumbra.Rehearsal.Traffic;

/// <summary>What was recorded in one interval.</summary>
/// <param name="Length">How long it was.</param>
/// <param name="Objectives">By the objectives' positions; null for one that nothing was recorded of.</param>
public sealed record RecordedInterval(TimeSpan Length, IReadOnlyList<ObjectiveRecord?> Objectives);
