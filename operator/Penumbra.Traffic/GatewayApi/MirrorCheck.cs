using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>What a person must change before a route can copy requests: known before the first pod of a shadow exists.</summary>
/// <param name="support">What the implementations can do.</param>
internal sealed class MirrorCheck(MirrorSupport support)
{
    private const int Filters = 16;

    /// <summary>The problems of one route, in a stable order.</summary>
    /// <param name="name">The route's name.</param>
    /// <param name="path">The field of the shadow that names it.</param>
    /// <param name="services">The Services.</param>
    /// <param name="route">The route; null when it does not exist.</param>
    /// <param name="live">The same as a tree.</param>
    public IEnumerable<Problem> Problems(string name, string path, MirroredServices services, HttpRouteView? route, JsonObject? live)
    {
        if (route is null || live is null)
        {
            yield return new Problem(Reason.RouteNotFound, path, $"there is no HTTPRoute {name} in namespace {services.Namespace}; create it, or name the route that leads to Service {services.Live}");
            yield break;
        }

        if (route.Metadata.Object.Labels.GetValueOrDefault(Keys.Launch) is { } launch)
        {
            yield return new Problem(Reason.RouteContested, path,
                $"HTTPRoute {name} is DarkLaunch {launch}'s own and follows it, so the filter would be taken out again; give that launch an existing route (spec.traffic.gatewayAPI.routes) and name it here");
            yield break;
        }

        var rules = RouteMirroring.Rules(live);
        var isSteered = RoutePlanning.IsSteered(live);
        // In a launch that has everybody on the candidate, live has weight 0 for a while.
        if (!rules.Any(rule => isSteered ? services.Steered.HasApex(rule) : RuleSteering.LeadsToApex(rule, services.Steered)))
        {
            yield return new Problem(Reason.RouteNamesOtherServices, path, $"no rule of HTTPRoute {name} leads to Service {services.Live}; name {services.Live} in a rule with a weight above 0, or correct spec.live.service");
            yield break;
        }

        if (route.Metadata.Owners.Applier is { } applier)
        {
            yield return new Problem(Reason.RouteContested, path,
                $"{applier} holds the rules of HTTPRoute {name} by server-side apply and would take the filter out again; let it ignore differences of spec.rules, or take spec.rules out of what it applies");
        }

        foreach (var objection in support.Objections(services.Namespace, live.Object("spec") ?? [], Features(rules, services, isSteered)))
            yield return new Problem(Reason.MirroringUnsupported, path, $"HTTPRoute {name}: {objection}");

        var mirrored = RuleMirroring.Mirror(rules, services, Share.All, isSteered);
        for (var index = 0; index < mirrored.Count; index++)
        {
            if (mirrored[index].List("filters") is { Count: > Filters } filters)
            {
                yield return new Problem(Reason.RouteTooLarge, path, string.Create(CultureInfo.InvariantCulture,
                    $"rule {index} of HTTPRoute {name} has {filters.Count - 1} filters, and copying needs one more; a rule can have {Filters}"));
            }
        }
    }

    // A rule that copies to somebody else already needs an implementation that takes two.
    private static List<string> Features(JsonArray rules, MirroredServices services, bool isSteered)
    {
        var needsTwo = rules.Where((_, index) => RuleMirroring.Copies(rules, index, services, isSteered))
            .Any(rule => rule.List("filters").Objects().Any(filter => MirroredServices.IsMirror(filter) && !services.IsOurs(filter)));
        return needsTwo ? [MirrorSupport.Percentage, MirrorSupport.Multiple] : [MirrorSupport.Percentage];
    }
}
