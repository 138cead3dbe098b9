using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Kubernetes.Effects;

namespace Penumbra.Traffic.Mirroring;

/// <summary>All routers that can copy: the one place that knows which there are.</summary>
/// <param name="routers">The routers, in the order in which their objects are written.</param>
public sealed class MirrorRouters(IReadOnlyList<IMirrorRouter> routers)
{
    /// <summary>What all routers see of a shadow, one after the other.</summary>
    public MirrorObservation Observe(MirrorTarget target)
    {
        var mirrors = new List<MirrorFacts>();
        var problems = new List<Problem>();
        foreach (var router in routers)
        {
            var seen = router.Observe(target);
            mirrors.AddRange(seen.Mirrors);
            problems.AddRange(seen.Problems);
        }

        return new MirrorObservation(mirrors, problems);
    }

    /// <summary>The write that brings an object to the aim; null when it is there, or when no router of that name exists.</summary>
    public PlannedWrite? Plan(MirrorTarget target, RouteId route, Share? sample) => routers.FirstOrDefault(router => router.Field == route.Router)?.Plan(target, route, sample);
}
