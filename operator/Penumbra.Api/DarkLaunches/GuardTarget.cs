using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A neighbour.</summary>
public sealed record GuardTarget
{
    /// <summary>Its kind.</summary>
    [Values("Service")]
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }

    /// <summary>Its namespace; another one needs a ReferenceGrant there.</summary>
    [Length(1, 63)]
    public string? Namespace { get; init; }
}
