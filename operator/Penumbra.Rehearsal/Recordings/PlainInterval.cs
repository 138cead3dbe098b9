using System.Collections.Immutable;

namespace Penumbra.Rehearsal.Recordings;

/// <summary>What somebody wrote down of one interval, without labels.</summary>
/// <param name="Length">How long it was.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Failures">How many of them failed.</param>
/// <param name="AtOrBelow">By bucket bound: how many were answered within it; null where that was not written down.</param>
public sealed record PlainInterval(TimeSpan Length, double Requests, double Failures, ImmutableSortedDictionary<double, double>? AtOrBelow);
