using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>An objective measured on a neighbour.</summary>
public sealed record Guard
{
    /// <summary>Unique within the launch.</summary>
    [Length(1, 63)]
    public required string Name { get; init; }

    /// <summary>The neighbour.</summary>
    public required GuardTarget On { get; init; }

    /// <summary>A MetricSource.</summary>
    [Length(1, 253)]
    public required string Source { get; init; }

    /// <summary>What is measured.</summary>
    public required ObjectiveIndicator Indicator { get; init; }

    /// <summary>The share of good events.</summary>
    [Length(2, 12)]
    public string? Target { get; init; }

    /// <summary>At most this value.</summary>
    [Length(1, 32)]
    public string? Max { get; init; }

    /// <summary>At least this value.</summary>
    [Length(1, 32)]
    public string? Min { get; init; }
}
