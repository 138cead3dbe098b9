using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>The judge's state: numbers for the operator, not for people.</summary>
public sealed record EvidenceState
{
    /// <summary>The form of the texts.</summary>
    public required int Version { get; init; }

    /// <summary>Whom it is about: revision and attempt.</summary>
    [Length(1, 63)]
    public required string Attempt { get; init; }

    /// <summary>The candidate's share when it was last added to; absent before the first.</summary>
    [Length(0, 8)]
    public string? Share { get; init; }

    /// <summary>By objective.</summary>
    [Items(0, 32), ListMap("name")]
    public IReadOnlyList<ObjectiveEvidenceState>? Objectives { get; init; }
}
