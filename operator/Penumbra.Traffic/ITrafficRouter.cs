using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Kubernetes.Effects;

namespace Penumbra.Traffic;

/// <summary>
/// One way to steer users between two Services. Observing reads caches alone; planning is pure. A router is a folder, a class, and a
/// line in the registry; the contract tests that all must pass are in tests/Penumbra.Traffic.Tests.
/// </summary>
public interface ITrafficRouter
{
    /// <summary>The router's field in <c>spec.traffic</c>, such as <c>gatewayAPI</c>: the first part of its routes' ids.</summary>
    string Field { get; }

    /// <summary>What its objects look like now. Launches that do not use this router get nothing, unless they did before.</summary>
    RouterObservation Observe(LaunchTraffic launch);

    /// <summary>
    /// The write that brings an object to the aim, marker included, with its preconditions and the way to plan it again from a live object; null when it
    /// is there already.
    /// </summary>
    PlannedWrite? Plan(LaunchTraffic launch, RouteId route, TrafficAim aim);

    /// <summary>The marker of the launch that a live object carries; null when there is none or it cannot be read.</summary>
    TrafficMarker? MarkerOf(LaunchTraffic launch, JsonObject live);
}
