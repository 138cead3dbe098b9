using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Traffic.Mirroring;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>
/// The rules of a route with and without our filter. Nothing needs to be remembered: <c>Unmirror(Mirror(rules)) == rules</c>. There are as many rules after it as
/// before, and nothing of them differs but our filter.
/// </summary>
public static class RuleMirroring
{
    /// <summary>The rules that copy a share of what leads to live: one filter in each of these rules, and none of ours anywhere else.</summary>
    /// <param name="rules">The rules as they are.</param>
    /// <param name="services">The Services.</param>
    /// <param name="sample">The share.</param>
    /// <param name="isSteered">Whether a launch steers the route: then its copies of rules for pilots copy what their rule does, or it would no longer know them as copies.</param>
    public static JsonArray Mirror(JsonArray rules, MirroredServices services, Share sample, bool isSteered = false) =>
        new([.. rules.Select((rule, index) => rule is JsonObject fields ? Aimed(fields, services, Copies(rules, index, services, isSteered) ? sample : null) : rule?.DeepClone())]);

    /// <summary>The rules without any filter of ours.</summary>
    public static JsonArray Unmirror(JsonArray rules, MirroredServices services) =>
        new([.. rules.Select(rule => rule is JsonObject fields ? Aimed(fields, services, null) : rule?.DeepClone())]);

    /// <summary>The largest share that any filter of ours copies; null when there is none.</summary>
    public static Share? SampleOf(JsonArray rules, MirroredServices services)
    {
        var shares = rules.SelectMany(Holders).SelectMany(holder => holder.List("filters").Objects()).Where(services.IsOurs)
            .Select(filter => MirrorShare.OfRequestMirror(filter.Object("requestMirror")!).Parts).ToList();
        return shares.Count == 0 ? null : new Share(shares.Max());
    }

    /// <summary>Whether what a rule answers is to be copied.</summary>
    public static bool Copies(JsonArray rules, int index, MirroredServices services, bool isSteered)
    {
        if (rules[index] is not JsonObject rule) return false;
        if (RuleSteering.LeadsToApex(rule, services.Steered)) return true;
        if (!isSteered || services.Steered.HasApex(rule) || !services.Steered.HasCandidate(rule)) return false;
        var following = rules.Skip(index + 1).OfType<JsonObject>().FirstOrDefault(services.Steered.HasApex);
        return following is not null && RuleSteering.LeadsToApex(following, services.Steered)
            && PilotRules.IsNarrowed(Aimed(rule, services, null), Aimed(following, services, null));
    }

    private static IEnumerable<JsonObject> Holders(JsonNode? rule) => rule is JsonObject fields ? fields.List("backendRefs").Objects().Prepend(fields) : [];

    private static JsonObject Aimed(JsonObject rule, MirroredServices services, Share? sample)
    {
        var aimed = rule.Copy();
        Write(aimed, services, sample);
        foreach (var reference in aimed.List("backendRefs").Objects()) Write(reference, services, null);
        return aimed;
    }

    private static void Write(JsonObject holder, MirroredServices services, Share? sample) =>
        OwnEntry.Write(holder, "filters", sample is { } share ? services.Filter(share) : null, services.IsOurs, filter => services.IsRight(filter, sample!.Value));
}
