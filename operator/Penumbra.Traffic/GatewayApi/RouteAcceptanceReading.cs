using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>Whether the gateways have taken a route's present generation: all conditions of all of its parents must be about it.</summary>
internal static class RouteAcceptanceReading
{
    private const int LongestMessage = 256;

    /// <summary>The answer of all parents, and what the first that refuses says.</summary>
    public static (RouteAcceptance Acceptance, string Message) Of(HttpRouteView route, JsonObject spec)
    {
        var isPending = false;
        var parents = spec.List("parentRefs").Objects().Select(Read).ToList();
        if (parents.Count == 0) return (RouteAcceptance.Pending, "it has no parentRefs");
        foreach (var parent in parents)
        {
            var answers = route.Status.Parents.Where(answer => answer.ParentRef.Full(route.Namespace) == parent.Full(route.Namespace)).ToList();
            isPending |= answers.Count == 0;
            foreach (var answer in answers)
            {
                if (Refusal(answer, route.Generation) is { } refusal) return (RouteAcceptance.Refused, Bounded($"{parent.Name}: {refusal.Reason}: {refusal.Message}"));
                isPending |= !IsTrue(answer, "Accepted", route.Generation) || !IsTrue(answer, "ResolvedRefs", route.Generation);
            }
        }

        return (isPending ? RouteAcceptance.Pending : RouteAcceptance.Accepted, "");
    }

    private static bool IsTrue(RouteParentView answer, string type, long? generation) =>
        answer.Conditions.Any(condition => condition.Type == type && condition.Status == "True" && IsCurrent(condition, generation));

    // PartiallyInvalid says that some rules were dropped: then the shares are not what was asked.
    private static RouteConditionView? Refusal(RouteParentView answer, long? generation) => answer.Conditions.FirstOrDefault(condition =>
        IsCurrent(condition, generation)
        && (condition is { Type: "Accepted" or "ResolvedRefs", Status: "False" } || condition is { Type: "PartiallyInvalid", Status: "True" }));

    private static bool IsCurrent(RouteConditionView condition, long? generation) => generation is null || condition.ObservedGeneration == generation;

    private static ParentReferenceView Read(JsonObject reference)
    {
        try
        {
            return reference.Deserialize(TrafficJson.Default.ParentReferenceView) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }

    private static string Bounded(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= LongestMessage ? line : string.Concat(line.AsSpan(0, LongestMessage - 1), "…");
    }
}
