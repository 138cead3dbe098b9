namespace Penumbra.Traffic.GatewayApi;

/// <summary>A condition of a route at a parent.</summary>
public sealed record RouteConditionView
{
    /// <summary>Its type, such as <c>Accepted</c>.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; init => field = value ?? ""; } = "";

    /// <summary>The generation that it is about, or null.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Why, in a word.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>Why, for people.</summary>
    public string Message { get; init => field = value ?? ""; } = "";
}
