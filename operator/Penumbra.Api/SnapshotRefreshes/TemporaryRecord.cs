using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>The temporary database.</summary>
public sealed record TemporaryRecord
{
    /// <summary>Its identifier, when it is a cluster.</summary>
    [Length(0, 63)]
    public string? Cluster { get; init; }

    /// <summary>Its identifier, when it is a plain instance.</summary>
    [Length(0, 63)]
    public string? Instance { get; init; }

    /// <summary>Its ARN.</summary>
    [Length(0, 512)]
    public string? Arn { get; init; }

    /// <summary>The run that made it, when it was another one.</summary>
    [Length(0, 63)]
    public string? ReusedFrom { get; init; }
}
