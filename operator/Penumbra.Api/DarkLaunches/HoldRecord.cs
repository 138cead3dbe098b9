using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A pause that only the retry annotation ends.</summary>
public sealed record HoldRecord
{
    /// <summary>Why.</summary>
    [Length(0, 63)]
    public required string Reason { get; init; }

    /// <summary>The candidate.</summary>
    [Length(0, 63)]
    public required string Revision { get; init; }

    /// <summary>Its attempt.</summary>
    public int Attempt { get; init; }

    /// <summary>The share that is held, in percent.</summary>
    [Length(0, 8)]
    public required string Share { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What happened.</summary>
    [Length(0, 1024)]
    public string? Message { get; init; }
}
