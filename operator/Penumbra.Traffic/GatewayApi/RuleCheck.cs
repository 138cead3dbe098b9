using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>What is wrong with single rules of a route.</summary>
internal static class RuleCheck
{
    /// <summary>The problems of the user's rules, in their order.</summary>
    public static IEnumerable<Problem> Problems(RouteUnderCheck route)
    {
        for (var index = 0; index < route.Rules.Count; index++)
        {
            if (route.Rules[index] is not JsonObject rule) continue;
            foreach (var problem in OfRule(route, rule, index)) yield return problem;
        }

        if (PilotPrecedence.Stolen(route.Rules, route.Target.Services, route.Target.Pilots) is { } stolen)
            yield return new Problem(Reason.RouterCannot, "spec.pilots", $"{route.Name}: {stolen}");
    }

    private static IEnumerable<Problem> OfRule(RouteUnderCheck route, JsonObject rule, int index)
    {
        var services = route.Target.Services;
        var references = rule.List("backendRefs").Objects().ToList();
        if (references.Exists(services.IsCandidate) && route.Target.Managed is not null || Mirrors(rule, services))
        {
            yield return new Problem(Reason.RouterCannot, route.Path,
                $"rule {index} of {route.Name} names Service {services.Candidate}, to which the launch leads users by itself; take it out, and use spec.pilots for those who should see every candidate");
        }

        if (!references.Exists(services.IsApex)) yield break;
        if (references.Find(reference => !services.IsApex(reference) && !services.IsCandidate(reference) && SteeredServices.WeightOf(reference) > 0) is { } foreign)
        {
            yield return new Problem(Reason.MixedBackends, route.Path,
                $"rule {index} of {route.Name} divides its requests between Service {services.Apex} and {foreign.Text("name")}; give {foreign.Text("name")} weight 0 or a rule of its own");
        }

        foreach (var port in references.Where(services.IsApex).Select(reference => reference.Number("port")).Where(port => route.Ports.Count > 0 && (port is null || !route.Ports.Contains((int)port))))
        {
            yield return new Problem(Reason.PortNotFound, route.Path, string.Create(CultureInfo.InvariantCulture,
                $"rule {index} of {route.Name} names port {(port is null ? "none" : port)} of Service {services.Apex}, which has {string.Join(", ", route.Ports)}"));
        }

        if (PilotRules.Clash(rule, route.Target.Pilots) is { } clash)
            yield return new Problem(Reason.RouterCannot, "spec.pilots", $"rule {index} of {route.Name} cannot tell pilots apart: {clash}; use another header for the pilots, or an exact value in the rule");
    }

    private static bool Mirrors(JsonObject rule, SteeredServices services) => rule.List("filters").Objects()
        .Concat(rule.List("backendRefs").Objects().SelectMany(reference => reference.List("filters").Objects()))
        .Any(filter => services.IsCandidate(filter.Object("requestMirror").Object("backendRef")));
}
