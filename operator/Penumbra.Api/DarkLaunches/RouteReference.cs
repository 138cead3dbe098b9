using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>An existing route of the launch's namespace.</summary>
public sealed record RouteReference
{
    /// <summary>Its kind. GRPCRoute is not supported yet.</summary>
    [Values("HTTPRoute", "GRPCRoute"), Default("\"HTTPRoute\"")]
    public string? Kind { get; init; }

    /// <summary>Its name.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }
}
