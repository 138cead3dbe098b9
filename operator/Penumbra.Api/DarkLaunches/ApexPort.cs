using Penumbra.Api.Attributes;
using Penumbra.Api.Common;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A port of the apex Service.</summary>
public sealed record ApexPort
{
    /// <summary>Its name; required where there are several.</summary>
    [Length(0, 63)]
    public string? Name { get; init; }

    /// <summary>The Service's port.</summary>
    [Range(1, 65535)]
    public required int Port { get; init; }

    /// <summary>The container's port, by number or name. Default: the same number.</summary>
    public IntOrString? TargetPort { get; init; }
}
