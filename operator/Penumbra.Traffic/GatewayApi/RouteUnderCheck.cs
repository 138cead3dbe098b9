using System.Text.Json.Nodes;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.GatewayApi;

/// <summary>A route, and what checking it needs.</summary>
/// <param name="Target">What is known without looking at it.</param>
/// <param name="Path">The field of the launch that names it.</param>
/// <param name="Route">The route; null when it does not exist.</param>
/// <param name="Live">The same as a tree.</param>
/// <param name="Ports">The apex' ports; none when they are not known.</param>
internal sealed record RouteUnderCheck(RouteTarget Target, string Path, HttpRouteView? Route, JsonObject? Live, IReadOnlyList<int> Ports)
{
    /// <summary>The user's own rules: those of the launch's spec, or those of the existing route as they are without any launch.</summary>
    public JsonArray Rules { get; } = Target.Managed is { } managed ? managed.List("rules") ?? [] : Live is null ? [] : RoutePlanning.WithoutNeighbours(RoutePlanning.UsersRules(Target, Live), Live);

    /// <summary>How messages name the route.</summary>
    public string Name => $"HTTPRoute {Target.Key.Name}";
}
