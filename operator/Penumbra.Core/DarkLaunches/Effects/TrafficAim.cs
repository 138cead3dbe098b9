using Penumbra.Core.Common;

namespace Penumbra.Core.DarkLaunches.Effects;

/// <summary>How a steering object should be.</summary>
public sealed record TrafficAim
{
    /// <summary>The candidate's share.</summary>
    public Share Share { get; init; }

    /// <summary>Whether pilots are led to the candidate.</summary>
    public bool Pilots { get; init; }

    /// <summary>Everything as it was without a launch: no rule names the candidate, and nothing of ours is left but the marker.</summary>
    public bool Rest => Share == Share.None && !Pilots;

    /// <summary>What the write means; null removes the marker too (the object is released).</summary>
    public required TrafficMarker? Marker { get; init; }

    /// <summary>The revision that the apex selects while the object rests: what routers that steer by the apex' selector go back to.</summary>
    public string? Stable { get; init; }
}
