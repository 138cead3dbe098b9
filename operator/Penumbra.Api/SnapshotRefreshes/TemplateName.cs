using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>A SnapshotRefreshTemplate, by its name.</summary>
public sealed record TemplateName
{
    /// <summary>Its name.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }
}
