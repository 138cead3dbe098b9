using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>Amazon Web Services.</summary>
public sealed record AwsRegion
{
    /// <summary>The region. Another address than the region's own can only be given by an administrator, to the operator.</summary>
    [Length(1, 32), Pattern("^[a-z]{2}(-[a-z]+)+-[0-9]$")]
    public required string Region { get; init; }
}
