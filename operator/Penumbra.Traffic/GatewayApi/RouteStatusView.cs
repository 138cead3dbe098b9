namespace Penumbra.Traffic.GatewayApi;

/// <summary>What the gateways say of a route.</summary>
public sealed record RouteStatusView
{
    /// <summary>One entry for each parent and controller.</summary>
    public IReadOnlyList<RouteParentView> Parents { get; init => field = value ?? []; } = [];
}
