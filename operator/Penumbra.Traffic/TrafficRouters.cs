using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Kubernetes.Effects;

namespace Penumbra.Traffic;

/// <summary>All routers: the one place that knows which there are.</summary>
/// <param name="routers">The routers, in the order in which their objects are shown and written.</param>
public sealed class TrafficRouters(IReadOnlyList<ITrafficRouter> routers)
{
    /// <summary>What all routers see of a launch, one after the other.</summary>
    public RouterObservation Observe(LaunchTraffic launch)
    {
        var facts = new List<RouteFacts>();
        var problems = new List<Problem>();
        foreach (var router in routers)
        {
            var seen = router.Observe(launch);
            facts.AddRange(seen.Routes);
            problems.AddRange(seen.Problems);
        }

        return new RouterObservation(facts, problems);
    }

    /// <summary>The write that brings an object to the aim; null when it is there, or when no router of that name exists.</summary>
    public PlannedWrite? Plan(LaunchTraffic launch, RouteId route, TrafficAim aim) =>
        Of(route)?.Plan(launch, route, aim);

    /// <summary>The marker of the launch that a live object carries; null when there is none or it cannot be read.</summary>
    public TrafficMarker? MarkerOf(LaunchTraffic launch, RouteId route, JsonObject live) => Of(route)?.MarkerOf(launch, live);

    private ITrafficRouter? Of(RouteId route) => routers.FirstOrDefault(router => router.Field == route.Router);
}
