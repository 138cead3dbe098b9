using System.Text.Json.Nodes;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>
/// The rules that lead pilots to the candidate. A gateway prefers the longer path to any header, so one rule for pilots would lose to every
/// rule with a path: each of the user's rules is copied, with each of its matches narrowed to each of the pilots.
/// </summary>
internal static class PilotRules
{
    /// <summary>The API server's limit of matches in one rule.</summary>
    public const int MatchesPerRule = 64;

    /// <summary>The copies of a rule, to stand directly before it; none when no pilot can match it.</summary>
    public static IEnumerable<JsonObject> Of(JsonObject rule, SteeredServices services, IReadOnlyList<PilotMatch> pilots)
    {
        var references = Candidates(rule, services);
        foreach (var matches in Matches(rule, pilots).Chunk(MatchesPerRule))
        {
            var copy = rule.Copy();
            // Rules' names are unique within a route.
            copy.Remove("name");
            copy["matches"] = new JsonArray([.. matches]);
            copy["backendRefs"] = references.DeepClone();
            yield return copy;
        }
    }

    /// <summary>Whether a rule is such a copy: by the rule that it stands before, or by the pilots themselves.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="following">The next rule that names the apex; null when there is none.</param>
    /// <param name="services">The Services.</param>
    /// <param name="pilots">The pilots of today, who may not be those that the copy was made for.</param>
    public static bool IsCopy(JsonObject rule, JsonObject? following, SteeredServices services, IReadOnlyList<PilotMatch> pilots)
    {
        if (services.HasApex(rule) || !services.HasCandidate(rule)) return false;
        var headers = pilots.Select(Header).ToList();
        var matches = rule.List("matches").Objects().ToList();
        if (matches.Count == 0) return false;
        if (headers.Count > 0 && matches.TrueForAll(match => match.List("headers").Objects().Any(header => headers.Exists(pilot => SameHeader(pilot, header))))) return true;
        return following is not null && IsNarrowed(rule, following);
    }

    /// <summary>Whether a rule says the same as another but for its backends and one more header in its matches: memory-free, as copies for pilots are.</summary>
    public static bool IsNarrowed(JsonObject copy, JsonObject rule)
    {
        var own = OwnMatches(rule).Select(match => RouteDefaults.OfMatch(match)).ToList();
        foreach (var match in OwnMatches(copy).Select(match => RouteDefaults.OfMatch(match)))
        {
            if (!own.Exists(other => JsonNode.DeepEquals(other, match) || HasOneHeaderMore(match, other))) return false;
        }

        return JsonNode.DeepEquals(WithoutMatching(copy), WithoutMatching(rule));
    }

    /// <summary>Why a pilot cannot be told apart within a rule's own matches; null when all can.</summary>
    public static string? Clash(JsonObject rule, IReadOnlyList<PilotMatch> pilots)
    {
        foreach (var match in OwnMatches(rule))
        {
            foreach (var pilot in pilots.Select(Header))
            {
                // The same header would gain nothing over the rules that it won against; another exact value simply is no pilot's.
                if (Clashing(match, pilot) is { } own && (SameHeader(own, pilot) || !IsExact(own) || !IsExact(pilot)))
                    return $"it matches header {own.Text("name")} itself, and a match can name a header only once";
            }
        }

        return null;
    }

    /// <summary>The matches of a rule; the API server's default when it has none.</summary>
    public static IReadOnlyList<JsonObject> OwnMatches(JsonObject rule)
    {
        var matches = rule.List("matches").Objects().ToList();
        return matches.Count > 0 ? matches : [new JsonObject { ["path"] = new JsonObject { ["type"] = "PathPrefix", ["value"] = "/" } }];
    }

    /// <summary>The matches of a rule narrowed to the pilots.</summary>
    public static IEnumerable<JsonObject> Matches(JsonObject rule, IReadOnlyList<PilotMatch> pilots)
    {
        foreach (var match in OwnMatches(rule))
        {
            foreach (var pilot in pilots.Select(Header))
            {
                if (Narrowed(match, pilot) is { } narrowed) yield return narrowed;
            }
        }
    }

    /// <summary>A pilot as a header match.</summary>
    public static JsonObject Header(PilotMatch pilot) => new()
    {
        ["name"] = pilot.Kind == PilotKind.Cookie ? "Cookie" : pilot.Name,
        ["type"] = pilot.Kind == PilotKind.Cookie || pilot.IsRegex ? "RegularExpression" : "Exact",
        ["value"] = pilot.Kind == PilotKind.Cookie ? CookiePattern.Of(pilot) : pilot.Value,
    };

    private static JsonArray Candidates(JsonObject rule, SteeredServices services)
    {
        var positive = rule.List("backendRefs").Objects().Where(reference => services.IsApex(reference) && SteeredServices.WeightOf(reference) > 0).ToList();
        var references = new JsonArray();
        foreach (var reference in positive)
        {
            var candidate = reference.Copy();
            candidate["name"] = services.Candidate;
            // A single backend's weight says nothing.
            if (positive.Count == 1) candidate["weight"] = 1;
            references.Append(candidate);
        }

        return references;
    }

    // Null when nobody can match both: then there is nothing to copy.
    private static JsonObject? Narrowed(JsonObject match, JsonObject pilot)
    {
        var narrowed = match.Copy();
        if (Clashing(match, pilot) is { } own) return SameHeader(own, pilot) ? narrowed : null;
        var headers = narrowed.List("headers") ?? [];
        headers.Append(pilot.Copy());
        narrowed["headers"] = headers.DeepClone();
        return narrowed;
    }

    private static JsonObject? Clashing(JsonObject match, JsonObject pilot) => match.List("headers").Objects()
        .FirstOrDefault(header => string.Equals(header.Text("name"), pilot.Text("name"), StringComparison.OrdinalIgnoreCase));

    private static bool IsExact(JsonObject header) => header.Text("type") is null or "Exact";

    private static bool SameHeader(JsonObject left, JsonObject right) =>
        string.Equals(left.Text("name"), right.Text("name"), StringComparison.OrdinalIgnoreCase)
        && (left.Text("type") ?? "Exact") == (right.Text("type") ?? "Exact") && left.Text("value") == right.Text("value");

    private static bool HasOneHeaderMore(JsonObject match, JsonObject other)
    {
        var headers = match.List("headers");
        if (headers is null) return false;
        for (var index = 0; index < headers.Count; index++)
        {
            var without = match.Copy();
            var rest = without.List("headers")!;
            rest.RemoveAt(index);
            if (rest.Count == 0) without.Remove("headers");
            if (JsonNode.DeepEquals(without, other)) return true;
        }

        return false;
    }

    private static JsonObject WithoutMatching(JsonObject rule)
    {
        var rest = RouteDefaults.OfRule(rule);
        rest.Remove("name");
        rest.Remove("matches");
        rest.Remove("backendRefs");
        return rest;
    }
}
