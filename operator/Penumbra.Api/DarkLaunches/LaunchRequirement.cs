using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>What must be so before a new template is launched.</summary>
public sealed record LaunchRequirement
{
    /// <summary>A ShadowDeployment of this namespace: the launch waits until it says SameOrBetter and, by its onSameOrBetter: StartLaunch, starts this launch.</summary>
    [Length(1, 50), Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")]
    public required string Shadow { get; init; }
}
