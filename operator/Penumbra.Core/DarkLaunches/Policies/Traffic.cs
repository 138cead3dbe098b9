using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Traffic writes: the same aim for each route that is not there yet.</summary>
public static class Traffic
{
    /// <summary>Leads the subject's share forward (or holds it): only routes that differ are written.</summary>
    public static IReadOnlyList<LaunchEffect> Forward(LaunchView view, Share share, bool pilots)
    {
        var aim = Aim(view, share, pilots, TrafficDirection.Forward);
        return [.. view.Routes.Where(route => !Meets(route, aim)).Select(route => new LaunchEffect.SetTraffic(route.Id, aim, LeadsBack: false))];
    }

    /// <summary>Writes what was edited in the spec besides the shares, which stay: allowed in a pause too.</summary>
    public static IReadOnlyList<LaunchEffect> Refresh(LaunchView view) =>
        [.. view.Routes.Where(route => !route.Current && route.Pilots == PilotsOn(view) && Touched(view, route) && route.Marker is { Direction: TrafficDirection.Forward } marker && marker.Share == route.Actual)
            .Select(route => new LaunchEffect.SetTraffic(route.Id, Aim(view, route.Actual, route.Pilots, TrafficDirection.Forward), LeadsBack: false))];

    /// <summary>Leads back: every route that names the candidate or does not carry the final marker yet. All are attempted.</summary>
    public static IReadOnlyList<LaunchEffect> Back(LaunchView view, Share share)
    {
        var aim = Aim(view, share, false, TrafficDirection.Back);
        return [.. view.Routes.Where(route => route.Exists && !Meets(route, aim) && (route.NamesCandidate || Touched(view, route)))
            .Select(route => new LaunchEffect.SetTraffic(route.Id, aim, LeadsBack: true))];
    }

    /// <summary>Returns the routes to the apex once it serves the subject: nobody notices.</summary>
    public static IReadOnlyList<LaunchEffect> Settle(LaunchView view) =>
        [.. view.Routes.Where(route => !route.AtRest || !route.Exists)
            .Select(route => new LaunchEffect.SetTraffic(route.Id, new TrafficAim { Marker = route.Marker, Stable = view.Stable }, LeadsBack: false))];

    /// <summary>Gives routes back without a trace.</summary>
    public static IReadOnlyList<LaunchEffect> Release(LaunchView view, IEnumerable<RouteFacts> routes) =>
        [.. routes.Where(route => route.Exists && (route.Marker is not null || !route.AtRest))
            .Select(route => new LaunchEffect.SetTraffic(route.Id, new TrafficAim { Release = true, Stable = view.Stable }, LeadsBack: true))];

    /// <summary>Whether the route carries a marker of this attempt.</summary>
    public static bool Touched(LaunchView view, RouteFacts route) =>
        route.Marker is { } marker && marker.LaunchUid == view.Seen.Launch.Uid && marker.Revision == view.Subject && marker.Attempt == view.Attempt;

    /// <summary>Whether any pilot rule belongs on the routes.</summary>
    public static bool PilotsOn(LaunchView view) => view.Spec.Traffic.Pilots.Count > 0;

    private static TrafficAim Aim(LaunchView view, Share share, bool pilots, TrafficDirection direction) => new()
    {
        Share = share,
        Pilots = pilots,
        Marker = new TrafficMarker(view.Seen.Launch.Uid, view.Attempt, view.Subject!, share, direction),
        Stable = view.Stable,
    };

    private static bool Meets(RouteFacts route, TrafficAim aim) =>
        route.Exists && route.Current && route.Actual == aim.Share && route.Least == aim.Share && route.Pilots == aim.Pilots && route.Marker == aim.Marker && (!aim.Rest || !route.NamesCandidate);
}
