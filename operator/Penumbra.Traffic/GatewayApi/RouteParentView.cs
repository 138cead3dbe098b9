namespace Penumbra.Traffic.GatewayApi;

/// <summary>What one controller says of a route at one parent.</summary>
public sealed record RouteParentView
{
    /// <summary>The parent.</summary>
    public ParentReferenceView ParentRef { get; init => field = value ?? new(); } = new();

    /// <summary>Who says it.</summary>
    public string ControllerName { get; init => field = value ?? ""; } = "";

    /// <summary>What it says.</summary>
    public IReadOnlyList<RouteConditionView> Conditions { get; init => field = value ?? []; } = [];
}
