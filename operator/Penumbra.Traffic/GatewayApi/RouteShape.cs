using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>What a route does now, read off its rules alone.</summary>
/// <param name="Actual">The candidate's share: the largest of all rules; a rule that has lost its apex sends everybody to the candidate.</param>
/// <param name="Least">The smallest share of all rules that lead to the apex or the candidate.</param>
/// <param name="Pilots">Whether pilots are led to the candidate, all of today's pilots in all rules.</param>
/// <param name="NamesCandidate">Whether any rule names the candidate.</param>
public sealed record RouteShape(Share Actual, Share Least, bool Pilots, bool NamesCandidate)
{
    /// <summary>Reads live rules.</summary>
    public static RouteShape Of(JsonArray rules, SteeredServices services, BeforeNote? before, IReadOnlyList<PilotMatch> pilots)
    {
        var actual = Share.None;
        Share? least = null;
        var copies = 0;
        var names = false;
        for (var index = 0; index < rules.Count; index++)
        {
            if (rules[index] is not JsonObject rule) continue;
            if (!services.HasCandidate(rule))
            {
                if (RuleSteering.LeadsToApex(rule, services)) least = Share.None;
                continue;
            }

            names = true;
            if (RuleSteering.IsCopy(rules, index, services, before, pilots))
            {
                copies++;
                continue;
            }

            var share = ShareOf(rule, services);
            if (share > actual) actual = share;
            if (least is null || share < least) least = share;
        }

        return new RouteShape(actual, least ?? actual, copies > 0 && (pilots.Count == 0 || HasAllPilots(rules, services, before, pilots)), names);
    }

    private static Share ShareOf(JsonObject rule, SteeredServices services)
    {
        if (!services.HasApex(rule)) return Share.All;
        long candidate = 0, whole = 0;
        foreach (var reference in rule.List("backendRefs").Objects())
        {
            var weight = Math.Clamp(SteeredServices.WeightOf(reference), 0, RuleSteering.MaxWeight);
            whole += weight;
            if (services.IsCandidate(reference)) candidate += weight;
        }

        return Share.Of(candidate, whole);
    }

    // Pilots that were edited in mid-launch count as missing, so that the rules are written anew.
    private static bool HasAllPilots(JsonArray rules, SteeredServices services, BeforeNote? before, IReadOnlyList<PilotMatch> pilots)
    {
        var users = RuleSteering.Unsteer(rules, services, before, pilots);
        var expected = RuleSteering.Steer(users, services, Share.None, pilots).Rules.Where(rule => rule is not null && services.HasCandidate(rule) && !services.HasApex(rule)).ToList();
        var live = rules.Where((_, index) => RuleSteering.IsCopy(rules, index, services, before, pilots)).ToList();
        return expected.Count == live.Count && expected.Zip(live).All(pair => RouteDefaults.SameRule(pair.First, pair.Second));
    }
}
