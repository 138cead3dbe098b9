using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>The launch that a good verdict lets begin.</summary>
public sealed record LaunchStart
{
    /// <summary>A DarkLaunch of this namespace.</summary>
    [Length(1, 63), Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    public required string DarkLaunch { get; init; }
}
