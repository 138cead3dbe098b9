using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>A Deployment whose pod template is run.</summary>
public sealed record ShadowTemplate
{
    /// <summary>Its name.</summary>
    [Length(1, 253), Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    public required string Name { get; init; }

    /// <summary>How many pods of it are run.</summary>
    [Range(1, 1000), Default("1")]
    public int? Replicas { get; init; }
}
