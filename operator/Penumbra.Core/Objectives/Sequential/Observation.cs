using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>The events between one sample and the next, of both releases at the same time.</summary>
/// <param name="At">When the later sample was taken.</param>
/// <param name="Candidate">The candidate's events.</param>
/// <param name="Stable">Stable's events; none where it was not measured.</param>
/// <param name="StableKnown">How far stable's events are known.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Observation(DateTimeOffset At, EventCounts Candidate, EventCounts Stable = default, StableKnown StableKnown = StableKnown.Whole);
