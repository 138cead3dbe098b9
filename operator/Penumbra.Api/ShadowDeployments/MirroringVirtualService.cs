using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A VirtualService of the shadow's namespace.</summary>
public sealed record MirroringVirtualService
{
    /// <summary>Its name.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }

    /// <summary>The names of its HTTP routes that copy. Absent: all that lead to live.</summary>
    [Items(0, 16)]
    public IReadOnlyList<string>? Routes { get; init; }
}
