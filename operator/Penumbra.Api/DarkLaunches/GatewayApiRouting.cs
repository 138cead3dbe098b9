using System.Text.Json.Nodes;
using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Gateway API routes: one that the operator owns, or existing ones.</summary>
[ValidationRule("has(self.managed) != has(self.routes)", "exactly one of managed and routes must be set")]
public sealed record GatewayApiRouting
{
    /// <summary>An HTTPRouteSpec: the operator owns one HTTPRoute of the launch's name. Checked by a dry run.</summary>
    [PreserveUnknownFields]
    public JsonObject? Managed { get; init; }

    /// <summary>Existing routes that name the apex Service.</summary>
    [Items(1, 16), ListMap("kind", "name")]
    public IReadOnlyList<RouteReference>? Routes { get; init; }

    /// <summary>Abilities of a gateway controller that Penumbra has no row for. Not supported yet.</summary>
    [Items(0, 16)]
    public IReadOnlyList<string>? Assume { get; init; }
}
