using Penumbra.Metrics.History;

namespace Penumbra.Rehearsal.Recordings;

/// <summary>Recorded data: either intervals without labels, or whole series.</summary>
/// <param name="Intervals">Intervals; empty where there are series.</param>
/// <param name="Series">Series; empty where there are intervals.</param>
public sealed record Recording(IReadOnlyList<PlainInterval> Intervals, IReadOnlyList<RecordedSeries> Series);
