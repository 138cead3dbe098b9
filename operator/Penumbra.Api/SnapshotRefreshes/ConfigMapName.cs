using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A ConfigMap of this namespace.</summary>
public sealed record ConfigMapName
{
    /// <summary>Its name.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }
}
