using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>An error budget.</summary>
public sealed record BurnRate
{
    /// <summary>The share of good events.</summary>
    [Length(2, 12)]
    public required string Target { get; init; }

    /// <summary>The budget's period.</summary>
    [Duration]
    public required string Period { get; init; }
}
