using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>The new database that clean data is loaded into.</summary>
public sealed record FreshRecord
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
}
