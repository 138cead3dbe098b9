using Penumbra.Api.Attributes;

namespace Penumbra.Api.DarkLaunches;

/// <summary>The judge's state of one objective.</summary>
public sealed record ObjectiveEvidenceState
{
    /// <summary>The objective.</summary>
    [Length(1, 63)]
    public required string Name { get; init; }

    /// <summary>Names what was asked: source, indicator, bound and judge.</summary>
    [Length(0, 8)]
    public string? Question { get; init; }

    /// <summary>The evidence.</summary>
    [Length(0, 2048)]
    public required string State { get; init; }

    /// <summary>What was counted of the candidate, by pod.</summary>
    [Length(0, 8192)]
    public string? Candidate { get; init; }

    /// <summary>What was counted of stable, by pod.</summary>
    [Length(0, 8192)]
    public string? Stable { get; init; }

    /// <summary>How strongly it speaks against the candidate: blamed from 2 over falseAlarmRate, for each objective that shares it.</summary>
    [Length(1, 32)]
    public required string Weight { get; init; }
}
