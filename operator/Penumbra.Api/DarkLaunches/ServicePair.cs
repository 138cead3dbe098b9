using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Two Services that exist.</summary>
public sealed record ServicePair
{
    /// <summary>The Service that serves now.</summary>
    [Length(1, 63)]
    public required string Stable { get; init; }

    /// <summary>The Service that is launched.</summary>
    [Length(1, 63)]
    public required string Candidate { get; init; }
}
