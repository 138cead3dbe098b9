using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;

namespace Penumbra.Traffic;

/// <summary>What a marker on an object forbids.</summary>
internal static class Markers
{
    /// <summary>Whether an object went back in the attempt that the aim would lead forward: final, whatever a stale cache or a second leader wants.</summary>
    public static bool IsFinal(TrafficMarker? marker, TrafficAim aim) =>
        marker is { Direction: TrafficDirection.Back }
        && aim is { Release: false, Rest: false, Marker: { Direction: TrafficDirection.Forward } asked }
        && marker.LaunchUid == asked.LaunchUid && marker.Revision == asked.Revision && marker.Attempt == asked.Attempt;
}
