using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A key of a ConfigMap.</summary>
public sealed record ConfigMapKey
{
    /// <summary>The ConfigMap.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }

    /// <summary>The key.</summary>
    [Length(1, 253), Pattern("^[-._a-zA-Z0-9]+$")]
    public required string Key { get; init; }
}
