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
        routers.FirstOrDefault(router => router.Field == route.Router)?.Plan(launch, route, aim);
}
