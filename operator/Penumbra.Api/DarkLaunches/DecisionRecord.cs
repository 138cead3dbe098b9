using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A change of traffic and the evidence it was decided on.</summary>
public sealed record DecisionRecord
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The candidate.</summary>
    [Length(0, 63)]
    public required string Revision { get; init; }

    /// <summary>Its share before, in percent.</summary>
    [Length(0, 8)]
    public required string From { get; init; }

    /// <summary>Its share after, in percent.</summary>
    [Length(0, 8)]
    public required string To { get; init; }

    /// <summary>Why.</summary>
    [Length(0, 63)]
    public required string Reason { get; init; }

    /// <summary>The evidence.</summary>
    [Length(0, 256)]
    public string? Evidence { get; init; }
}
