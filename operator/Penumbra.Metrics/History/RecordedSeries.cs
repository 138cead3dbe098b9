using System.Collections.Immutable;

namespace Penumbra.Metrics.History;

/// <summary>One series as it was recorded.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Labels">Its labels, without the name.</param>
/// <param name="Samples">Its samples, oldest first.</param>
public sealed record RecordedSeries(string Name, ImmutableSortedDictionary<string, string> Labels, IReadOnlyList<RecordedSample> Samples);
