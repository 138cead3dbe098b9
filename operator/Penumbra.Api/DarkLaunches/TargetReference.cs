using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>The template: a Deployment of the launch's namespace.</summary>
public sealed record TargetReference
{
    /// <summary>Its API version.</summary>
    [Values("apps/v1"), Default("\"apps/v1\"")]
    public string? ApiVersion { get; init; }

    /// <summary>Its kind.</summary>
    [Values("Deployment"), Default("\"Deployment\"")]
    public string? Kind { get; init; }

    /// <summary>Its name.</summary>
    [Length(1, 48), Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public required string Name { get; init; }
}
