using System.Collections.Immutable;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;
using Penumbra.Core.ShadowDeployments.Resources;

namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>What one pass over a shadow leaves to the next without writing it anywhere: what was measured. Losing it costs time, never safety.</summary>
public sealed record ShadowMemory
{
    /// <summary>Nothing.</summary>
    public static ShadowMemory Empty { get; } = new();

    /// <summary>What the rest belongs to: a subject and when its evidence began.</summary>
    public string Attempt { get; init; } = "";

    /// <summary>The judge's memory by objective.</summary>
    public ImmutableSortedDictionary<string, ObjectiveMemory> Objectives { get; init; } = ImmutableSortedDictionary<string, ObjectiveMemory>.Empty;

    /// <summary>Whose requests the shadow saw when the evidence was last added to.</summary>
    public Situation Situation { get; init; }

    /// <summary>The restarts of the shadow's pods.</summary>
    public RestartMemory Restarts { get; init; } = RestartMemory.Empty;

    /// <summary>How many pods the shadow was asked to have.</summary>
    public int Size { get; init; }

    /// <summary>What both sides used.</summary>
    public ResourceMemory Resources { get; init; } = ResourceMemory.Empty;

    /// <summary>How live fares with copies and without.</summary>
    public StrainMemory Strain { get; init; } = StrainMemory.Empty;

    /// <summary>How many copies arrived of those that should have.</summary>
    public CopyCoverage Coverage { get; init; } = CopyCoverage.None;

    /// <summary>The share that was copied then; empty while nothing was.</summary>
    public string Share { get; init; } = "";

    /// <summary>Which evidence of status this process went on from or wrote.</summary>
    public KnownEvidence Known { get; init; } = KnownEvidence.None;
}
