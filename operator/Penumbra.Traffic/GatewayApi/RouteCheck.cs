using Penumbra.Core.Common;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>What a person must change before a route can be steered: known before the first pod of a candidate exists.</summary>
internal static class RouteCheck
{
    /// <summary>The problems of one route, in a stable order.</summary>
    /// <param name="route">The route.</param>
    /// <param name="isForeign">Whether it has the launch's name and is somebody else's.</param>
    public static IEnumerable<Problem> Problems(RouteUnderCheck route, bool isForeign)
    {
        if (isForeign)
        {
            yield return new Problem(Reason.RouteContested, route.Path,
                $"{route.Name} exists and is not this launch's; delete it, rename the launch, or name it under spec.traffic.gatewayAPI.routes instead of managed");
            yield break;
        }

        if (route.Target.Managed is null && route.Route is null)
        {
            yield return new Problem(Reason.RouteNotFound, route.Path,
                $"there is no {route.Name} in namespace {route.Target.Key.Namespace}; create it, or use spec.traffic.gatewayAPI.managed");
            yield break;
        }

        if (route.Target.Managed is null && RoutePlanning.MadeBy(route.Live!) is { } maker && maker != route.Target.Launch)
        {
            yield return new Problem(Reason.RouteContested, route.Path,
                $"{route.Name} is made by DarkLaunch {maker} from its spec, which would put the rules back; name an HTTPRoute that no launch makes, or take label {Keys.Launch} off one that {maker} makes no more");
            yield break;
        }

        if (!route.Rules.Any(rule => RuleSteering.LeadsToApex(rule, route.Target.Services)))
        {
            yield return new Problem(Reason.RouteNamesOtherServices, route.Path, OtherServices(route));
            yield break;
        }

        if (route.Target.Managed is null && route.Route?.Metadata.Owners.Applier is { } applier)
        {
            yield return new Problem(Reason.RouteContested, route.Path,
                $"{applier} holds the rules of {route.Name} by server-side apply and would put them back; let it ignore differences of spec.rules, take spec.rules out of what it applies, or let the launch own the route (spec.traffic.gatewayAPI.managed)");
        }

        foreach (var path in route.Target.Unknown)
        {
            yield return new Problem(Reason.RouterCannot, $"{route.Path}.{path}",
                "the installed HTTPRoute does not know this field, so the API server drops it; take it out, or install a release of Gateway API that has it");
        }

        foreach (var problem in RuleCheck.Problems(route)) yield return problem;
        foreach (var problem in RouteLimits.Problems(route)) yield return problem;
    }

    private static string OtherServices(RouteUnderCheck route)
    {
        var named = route.Rules.SelectMany(rule => rule.List("backendRefs").Objects()).Select(reference => reference.Text("name")).OfType<string>()
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(5).ToList();
        var what = named.Count == 0 ? "no Service at all" : string.Join(", ", named);
        return $"no rule of {route.Name} leads to Service {route.Target.Services.Apex}; it names {what}. Name {route.Target.Services.Apex} in a rule with a weight above 0, or set spec.traffic.service.name";
    }
}
