using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A Secret of this namespace.</summary>
public sealed record SecretName
{
    /// <summary>Its name.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }
}
