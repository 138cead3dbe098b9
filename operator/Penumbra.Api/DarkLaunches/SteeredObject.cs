using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>An object that steers.</summary>
public sealed record SteeredObject
{
    /// <summary>The router's field in the spec.</summary>
    [Length(0, 63)]
    public string? Router { get; init; }

    /// <summary>Its kind.</summary>
    [Length(0, 63)]
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    [Length(0, 253)]
    public required string Name { get; init; }

    /// <summary>Its UID.</summary>
    [Length(0, 63)]
    public string? Uid { get; init; }

    /// <summary>The last marker that was written: uid/attempt/revision/share/direction.</summary>
    [Length(0, 256)]
    public string? Marker { get; init; }
}
