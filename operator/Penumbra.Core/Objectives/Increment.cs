using System.Collections.Immutable;

namespace Penumbra.Core.Objectives;

/// <summary>The events between two samples: disjoint integers, so that every event counts once.</summary>
/// <param name="At">When the later sample was taken.</param>
/// <param name="Total">All events; for a histogram, those of its infinite bucket.</param>
/// <param name="Bad">Bad events.</param>
/// <param name="Buckets">For a histogram: events at or below each finite bound, summed over series.</param>
public sealed record Increment(DateTimeOffset At, long Total, long Bad, ImmutableSortedDictionary<double, long> Buckets);
