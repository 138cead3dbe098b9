using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>An HTTPRoute of the shadow's namespace.</summary>
public sealed record MirroringRoute
{
    /// <summary>Its name.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }
}
