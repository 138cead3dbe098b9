using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>
/// The rules of a route with and without a candidate. Undoing needs nothing but the route itself: <c>Unsteer(Steer(rules)) == rules</c>.
/// Rules that do not lead to the apex are never touched.
/// </summary>
public static class RuleSteering
{
    /// <summary>The largest weight that the API server takes.</summary>
    public const long MaxWeight = 1_000_000;

    /// <summary>The rules that give the candidate its share and its pilots, and the note that undoing them needs.</summary>
    /// <param name="rules">The user's rules.</param>
    /// <param name="services">The Services.</param>
    /// <param name="share">The candidate's share; at none the user's own rules stay as they are.</param>
    /// <param name="pilots">Who is led to the candidate whatever the share; none for nobody.</param>
    public static (JsonArray Rules, BeforeNote Before) Steer(JsonArray rules, SteeredServices services, Share share, IReadOnlyList<PilotMatch> pilots)
    {
        var steered = new JsonArray();
        var before = ImmutableSortedDictionary.CreateBuilder<int, ImmutableArray<long?>>();
        var own = -1;
        foreach (var given in rules)
        {
            if (IsOwn(given, services)) own++;
            if (given is not JsonObject rule || !LeadsToApex(rule, services))
            {
                steered.Append(given?.DeepClone());
                continue;
            }

            before[own] = [.. rule.List("backendRefs").Objects().Where(services.IsApex).Select(reference => reference.Number("weight"))];
            foreach (var copy in PilotRules.Of(rule, services, pilots)) steered.Append(copy);
            steered.Append(share == Share.None ? rule.Copy() : Weighted(rule, services, share));
        }

        return (steered, new BeforeNote(before.ToImmutable()));
    }

    /// <summary>The user's rules, whatever was made of them.</summary>
    /// <param name="rules">The live rules.</param>
    /// <param name="services">The Services.</param>
    /// <param name="before">The note on the route; null when it is not being steered.</param>
    /// <param name="pilots">The pilots of today: a further way to know the copies that were made for them.</param>
    public static JsonArray Unsteer(JsonArray rules, SteeredServices services, BeforeNote? before, IReadOnlyList<PilotMatch> pilots)
    {
        var users = new JsonArray();
        var own = -1;
        for (var index = 0; index < rules.Count; index++)
        {
            if (rules[index] is not JsonObject rule)
            {
                users.Append(rules[index]?.DeepClone());
                continue;
            }

            if (IsCopy(rules, index, services, before, pilots)) continue;
            if (IsOwn(rule, services)) own++;
            users.Append(IsOwn(rule, services) ? Restored(rule, services, before, own) : rule.Copy());
        }

        return users;
    }

    /// <summary>Whether a live rule is a copy for pilots.</summary>
    public static bool IsCopy(JsonArray rules, int index, SteeredServices services, BeforeNote? before, IReadOnlyList<PilotMatch> pilots)
    {
        if (rules[index] is not JsonObject rule) return false;
        var following = before is null ? null : rules.Skip(index + 1).OfType<JsonObject>().FirstOrDefault(services.HasApex);
        return PilotRules.IsCopy(rule, following, services, pilots);
    }

    /// <summary>Whether a rule sends anybody to the apex.</summary>
    public static bool LeadsToApex(JsonNode? rule, SteeredServices services) =>
        rule.List("backendRefs").Objects().Any(reference => services.IsApex(reference) && SteeredServices.WeightOf(reference) > 0);

    // Rules are counted among these alone: what others add to the route, another launch's copies too, moves nothing.
    private static bool IsOwn(JsonNode? rule, SteeredServices services) => services.HasApex(rule) || services.HasCandidate(rule);

    // The share is exact for every reference to the apex (several differ by port or filters), and their own proportions stay.
    private static JsonObject Weighted(JsonObject rule, SteeredServices services, Share share)
    {
        var (stable, candidate) = share.Weights();
        var weighted = rule.Copy();
        var references = weighted.List("backendRefs")!;
        var divisor = references.Objects().Where(services.IsApex).Select(SteeredServices.WeightOf).Where(weight => weight > 0).Aggregate(0L, GreatestDivisor);
        var result = new JsonArray();
        foreach (var reference in references)
        {
            if (!services.IsApex(reference) || SteeredServices.WeightOf(reference) <= 0)
            {
                result.Append(reference?.DeepClone());
                continue;
            }

            var part = SteeredServices.WeightOf(reference) / divisor;
            result.Append(With(reference!, services.Apex, part * stable));
            result.Append(With(reference!, services.Candidate, part * candidate));
        }

        weighted["backendRefs"] = result;
        return weighted;
    }

    private static JsonObject With(JsonNode reference, string service, long weight)
    {
        var changed = (JsonObject)reference.DeepClone();
        changed["name"] = service;
        changed["weight"] = weight;
        return changed;
    }

    private static JsonObject Restored(JsonObject rule, SteeredServices services, BeforeNote? before, int index)
    {
        var hasCandidate = services.HasCandidate(rule);
        var known = before is not null && before.Weights.TryGetValue(index, out var noted) ? noted : (ImmutableArray<long?>?)null;
        if (!hasCandidate && known is null) return rule.Copy();

        var restored = rule.Copy();
        var isLost = !services.HasApex(rule);
        var result = new JsonArray();
        var apex = 0;
        var live = restored.List("backendRefs").Objects().Where(reference => isLost ? services.IsCandidate(reference) : services.IsApex(reference)).ToList();
        var fitting = known is { } list && list.Length == live.Count ? known : null;
        foreach (var reference in restored.List("backendRefs") ?? [])
        {
            // Somebody took the apex out of the rule: the candidate's reference takes its place.
            if (services.IsCandidate(reference) && !isLost) continue;
            if (!services.IsApex(reference) && !(isLost && services.IsCandidate(reference)))
            {
                result.Append(reference?.DeepClone());
                continue;
            }

            result.Append(Unweighted((JsonObject)reference!, services, hasCandidate, fitting is { } weights ? weights[apex] : Unknown(reference, live.Count)));
            apex++;
        }

        restored["backendRefs"] = result;
        return restored;
    }

    private static JsonObject Unweighted(JsonObject reference, SteeredServices services, bool hasCandidate, long? weight)
    {
        var restored = reference.Copy();
        restored["name"] = services.Apex;
        // A rule that was not weighted keeps what it says, unless it would lead users nowhere.
        if (!hasCandidate && (SteeredServices.WeightOf(reference) > 0 || weight == 0)) return restored;
        if (weight is null) restored.Remove("weight");
        else restored["weight"] = weight;
        return restored;
    }

    // Nothing is remembered of a rule that somebody added or moved: a single backend's weight says nothing, several keep their proportions.
    private static long? Unknown(JsonNode? reference, int count) => count > 1 && SteeredServices.WeightOf(reference) > 0 ? reference.Number("weight") : null;

    private static long GreatestDivisor(long left, long right) => right == 0 ? left : GreatestDivisor(right, left % right);
}
