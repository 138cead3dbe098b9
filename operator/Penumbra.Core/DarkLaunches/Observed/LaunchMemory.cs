using System.Collections.Immutable;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.DarkLaunches.Observed;

/// <summary>What one pass leaves to the next without writing it anywhere. Losing it costs time, never safety.</summary>
public sealed record LaunchMemory
{
    /// <summary>Nothing.</summary>
    public static LaunchMemory Empty { get; } = new();

    /// <summary>The attempt that the objectives' memories belong to: <c>revision/attempt</c>.</summary>
    public string Attempt { get; init; } = "";

    /// <summary>The judge's memory by objective.</summary>
    public ImmutableSortedDictionary<string, ObjectiveMemory> Objectives { get; init; } = ImmutableSortedDictionary<string, ObjectiveMemory>.Empty;

    /// <summary>Whose requests the candidate saw when the evidence was last added to.</summary>
    public Situation Situation { get; init; }

    /// <summary>The share that was asked for then; empty in the dark.</summary>
    public string Share { get; init; } = "";

    /// <summary>Whether the evidence was read back from status by this process.</summary>
    public bool IsRestored { get; init; }

    /// <summary>Which evidence of status this process went on from or wrote.</summary>
    public KnownEvidence Known { get; init; } = KnownEvidence.None;

    /// <summary>The candidate's restarts.</summary>
    public RestartMemory Restarts { get; init; } = RestartMemory.Empty;

    /// <summary>How many pods the candidate was asked to have.</summary>
    public int Size { get; init; }

    /// <summary>What is being waited for, and since when: short waits are not worth a status write.</summary>
    public string WaitingFor { get; init; } = "";

    /// <summary>Since when; null when nothing is waited for.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>What is being waited for, for people.</summary>
    public string WaitingText { get; init; } = "";

    /// <summary>Since when no route names the candidate; null while one does or nobody looked.</summary>
    public DateTimeOffset? ClearSince { get; init; }

    /// <summary>The revision that <see cref="ApexSettledSince"/> speaks of.</summary>
    public string ApexRevision { get; init; } = "";

    /// <summary>Since when the apex' endpoints are all of the revision that it selects; null while they are not.</summary>
    public DateTimeOffset? ApexSettledSince { get; init; }
}
