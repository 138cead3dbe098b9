namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A file of SQL.</summary>
public sealed record SqlSource
{
    /// <summary>The ConfigMap of this namespace that holds it.</summary>
    public required ConfigMapKey ConfigMap { get; init; }
}
