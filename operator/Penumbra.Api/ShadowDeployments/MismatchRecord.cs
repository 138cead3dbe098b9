using Penumbra.Api.Attributes;

namespace Penumbra.Api.ShadowDeployments;

/// <summary>How often the shadow differs. Evidence is odds: 20 against 1 is 95%.</summary>
public sealed record MismatchRecord
{
    /// <summary>Comparisons in which the shadow alone differs, of all, in percent.</summary>
    [Length(0, 16)]
    public string? Share { get; init; }

    /// <summary>How many they are.</summary>
    public long? Mismatched { get; init; }

    /// <summary>Comparisons in which live differs from itself and the shadow does not: by so many the others are weighed down.</summary>
    public long? LiveAlone { get; init; }

    /// <summary>The least evidence of all endpoints that the shadow is not worse.</summary>
    [Length(0, 32)]
    public string? EvidenceNotWorse { get; init; }

    /// <summary>The largest evidence of all endpoints that it is worse.</summary>
    [Length(0, 32)]
    public string? EvidenceWorse { get; init; }

    /// <summary>What evidenceNotWorse must reach.</summary>
    [Length(0, 32)]
    public string? Needed { get; init; }

    /// <summary>What evidenceWorse must reach, as several criteria are looked at.</summary>
    [Length(0, 32)]
    public string? NeededForWorse { get; init; }
}
