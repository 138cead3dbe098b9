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

    /// <summary>What the write means; null leaves no marker (a route that no attempt has touched).</summary>
    public TrafficMarker? Marker { get; init; }

    /// <summary>The object is given back: exactly as it was, without a trace of ours.</summary>
    public bool Release { get; init; }

    /// <summary>The revision that the apex selects while the object rests: what routers that steer by the apex' selector go back to.</summary>
    public string? Stable { get; init; }
}
