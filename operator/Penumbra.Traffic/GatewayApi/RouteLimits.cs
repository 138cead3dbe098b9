using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>What fits into an HTTPRoute: the API server's limits, so that a launch is refused before it begins and not at its third step.</summary>
internal static class RouteLimits
{
    private const int Rules = 16, Matches = 128, Backends = 16, Headers = 16;

    /// <summary>What would not fit while the candidate has a share and pilots, with the arithmetic.</summary>
    public static IEnumerable<Problem> Problems(RouteUnderCheck route)
    {
        var (services, pilots) = (route.Target.Services, route.Target.Pilots);
        var steered = RuleSteering.Steer(route.Rules, services, Share.Percent(50), pilots).Rules;
        if (steered.Count > Rules)
            yield return TooLarge("spec.pilots", $"{route.Rules.Count} rules + {steered.Count - route.Rules.Count} copies for {pilots.Count} pilots = {steered.Count} rules; {route.Name} can have {Rules}. Remove pilots, or divide the route");

        var own = route.Rules.Objects().Sum(rule => PilotRules.OwnMatches(rule).Count);
        var total = steered.Objects().Sum(rule => PilotRules.OwnMatches(rule).Count);
        if (total > Matches)
        {
            var led = route.Rules.Objects().Where(rule => RuleSteering.LeadsToApex(rule, services)).Sum(rule => PilotRules.OwnMatches(rule).Count);
            yield return TooLarge("spec.pilots", $"{own} matches + {led} matches × {pilots.Count} pilots = {total} matches; {route.Name} can have {Matches}. Remove pilots or matches, or divide the route");
        }

        foreach (var (rule, index) in route.Rules.Select((rule, index) => (rule, index)))
        {
            var count = rule.List("backendRefs")?.Count ?? 0;
            var apexes = rule.List("backendRefs").Objects().Count(reference => services.IsApex(reference) && SteeredServices.WeightOf(reference) > 0);
            if (apexes > 0 && count + apexes > Backends)
                yield return TooLarge(route.Path, $"rule {index} of {route.Name} has {count} backendRefs and needs {apexes} more for the candidate; a rule can have {Backends}");
            if (rule is JsonObject fields && apexes > 0 && PilotRules.Matches(fields, pilots).Any(match => match.List("headers")?.Count > Headers))
                yield return TooLarge("spec.pilots", $"a match of rule {index} of {route.Name} has {Headers} headers, and pilots need one more; a match can have {Headers}");
        }

        if (steered.Objects().Where(services.HasCandidate).SelectMany(rule => rule.List("backendRefs").Objects()).Where(services.IsApex).Any(Overflows))
            yield return TooLarge(route.Path, $"{route.Name} divides a rule between several references to Service {services.Apex} by weights that are too large to be divided further; use smaller ones");
    }

    // The finest share divides by 100,000; at 50 % the weights are over 100.
    private static bool Overflows(JsonObject reference) => SteeredServices.WeightOf(reference) > 50 * (RuleSteering.MaxWeight / Share.Whole);

    private static Problem TooLarge(string path, FormattableString message) => new(Reason.RouteTooLarge, path, message.ToString(CultureInfo.InvariantCulture));
}
