using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>A revision that exists.</summary>
public sealed record RevisionRecord
{
    /// <summary>The revision.</summary>
    [Length(0, 63)]
    public required string Revision { get; init; }

    /// <summary>What it is now.</summary>
    [Values("Stable", "Candidate", "Kept")]
    public required string State { get; init; }

    /// <summary>How its last attempt ended.</summary>
    [Values("Promoted", "RolledBack", "Superseded")]
    public string? Outcome { get; init; }
}
