using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>The shadow over live: 1.5 is half as much again.</summary>
public sealed record ResourceFigureRecord
{
    /// <summary>The ratio.</summary>
    [Length(0, 16)]
    public required string Ratio { get; init; }

    /// <summary>The lower end of its interval.</summary>
    [Length(0, 16)]
    public required string Low { get; init; }

    /// <summary>The upper end.</summary>
    [Length(0, 16)]
    public required string High { get; init; }

    /// <summary>How many points it rests on: minutes, or longer stretches where many are joined.</summary>
    public int? Points { get; init; }
}
