using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A weekly window.</summary>
public sealed record AllowWindow
{
    /// <summary>On which days.</summary>
    [Items(1, 7)]
    public required IReadOnlyList<string> Days { get; init; }

    /// <summary>From this time of day.</summary>
    [Length(5, 5)]
    public required string From { get; init; }

    /// <summary>To this time of day.</summary>
    [Length(5, 5)]
    public required string To { get; init; }

    /// <summary>In this time zone.</summary>
    [Length(1, 64)]
    public string? TimeZone { get; init; }
}
