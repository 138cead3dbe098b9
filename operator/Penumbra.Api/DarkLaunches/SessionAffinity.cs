using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Users who saw the candidate keep seeing it.</summary>
public sealed record SessionAffinity
{
    /// <summary>The cookie's name.</summary>
    [Length(1, 64)]
    public required string Cookie { get; init; }

    /// <summary>How long it is kept.</summary>
    [Duration]
    public string? MaxAge { get; init; }
}
