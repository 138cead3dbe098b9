using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>Gateway API routes: each rule that leads to live gains a filter that copies.</summary>
public sealed record ShadowGatewayApi
{
    /// <summary>HTTPRoutes of this namespace.</summary>
    [Items(1, 16), ListMap("name")]
    public required IReadOnlyList<MirroringRoute> Routes { get; init; }
}
