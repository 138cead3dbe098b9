using System.Text.Json.Nodes;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>
/// Which match a gateway prefers (Gateway API: longer path, then method, then more headers, then more query parameters, then the earlier rule).
/// A copy for pilots has a header more than its rule, and could so win over a rule that leads elsewhere and won before.
/// </summary>
internal static class PilotPrecedence
{
    /// <summary>Which rule that leads elsewhere would lose pilots' requests, and to which; null when none would.</summary>
    public static string? Stolen(JsonArray rules, SteeredServices services, IReadOnlyList<PilotMatch> pilots)
    {
        if (pilots.Count == 0) return null;
        for (var index = 0; index < rules.Count; index++)
        {
            if (rules[index] is not JsonObject rule || !RuleSteering.LeadsToApex(rule, services)) continue;
            for (var other = 0; other < rules.Count; other++)
            {
                if (rules[other] is not JsonObject foreign || RuleSteering.LeadsToApex(foreign, services)) continue;
                if (Steals(rule, foreign, index < other, pilots))
                    return $"rule {other} leads elsewhere at the same path as rule {index}, and would lose the pilots' requests to it; put rule {other} before rule {index}, or give it a longer path or one header more";
            }
        }

        return null;
    }

    private static bool Steals(JsonObject rule, JsonObject foreign, bool isEarlier, IReadOnlyList<PilotMatch> pilots)
    {
        foreach (var own in PilotRules.OwnMatches(rule).Select(RouteDefaults.OfMatch))
        {
            foreach (var other in PilotRules.OwnMatches(foreign).Select(RouteDefaults.OfMatch))
            {
                if (!MayMeet(own, other)) continue;
                var winsNow = Compare(own, other) is var now && (now > 0 || (now == 0 && isEarlier));
                var narrowed = PilotRules.Matches(new JsonObject { ["matches"] = new JsonArray(own.Copy()) }, pilots);
                if (!winsNow && narrowed.Any(copy => MayMeet(copy, other) && Compare(copy, other) is var then && (then > 0 || (then == 0 && isEarlier)))) return true;
            }
        }

        return false;
    }

    // Where the paths differ, the path decides with pilots as it does without.
    private static bool MayMeet(JsonObject left, JsonObject right)
    {
        if (left.Object("path").Text("type") != right.Object("path").Text("type")) return false;
        var isPattern = left.Object("path").Text("type") == "RegularExpression";
        if (!isPattern && Path(left) != Path(right)) return false;
        if (left.Text("method") is { } one && right.Text("method") is { } another && one != another) return false;
        return (left.Text("method") is null) == (right.Text("method") is null) && MayShare(left, right, "headers", StringComparison.OrdinalIgnoreCase) && MayShare(left, right, "queryParams", StringComparison.Ordinal);
    }

    private static bool MayShare(JsonObject left, JsonObject right, string field, StringComparison names) => !left.List(field).Objects().Any(one =>
        right.List(field).Objects().Any(other => string.Equals(one.Text("name"), other.Text("name"), names)
            && one.Text("type") is null or "Exact" && other.Text("type") is null or "Exact" && one.Text("value") != other.Text("value")));

    private static string Path(JsonObject match)
    {
        var value = match.Object("path").Text("value") ?? "/";
        return match.Object("path").Text("type") == "PathPrefix" ? value.TrimEnd('/') : value;
    }

    private static int Compare(JsonObject left, JsonObject right)
    {
        var headers = (left.List("headers")?.Count ?? 0) - (right.List("headers")?.Count ?? 0);
        return headers != 0 ? headers : (left.List("queryParams")?.Count ?? 0) - (right.List("queryParams")?.Count ?? 0);
    }
}
