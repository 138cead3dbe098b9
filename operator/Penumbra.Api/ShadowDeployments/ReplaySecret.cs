using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A key of a Secret.</summary>
public sealed record ReplaySecret
{
    /// <summary>The Secret.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }

    /// <summary>The key.</summary>
    [Length(1, 253)]
    public required string Key { get; init; }
}
