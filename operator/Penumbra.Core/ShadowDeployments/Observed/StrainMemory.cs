using System.Collections.Immutable;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>Live's own events, by objective: those of the time without copies, and those with.</summary>
public sealed record StrainMemory
{
    /// <summary>Nothing seen yet.</summary>
    public static StrainMemory Empty { get; } = new();

    /// <summary>What has been counted already.</summary>
    public ImmutableSortedDictionary<string, PodCounter> Counted { get; init; } = ImmutableSortedDictionary.Create<string, PodCounter>(StringComparer.Ordinal);

    /// <summary>The last hour in which next to nothing was asked of live but what users ask.</summary>
    public ImmutableSortedDictionary<string, RecentEvents> Alone { get; init; } = ImmutableSortedDictionary.Create<string, RecentEvents>(StringComparer.Ordinal);

    /// <summary>The last minutes in which the comparison asked, too.</summary>
    public ImmutableSortedDictionary<string, RecentEvents> Asked { get; init; } = ImmutableSortedDictionary.Create<string, RecentEvents>(StringComparer.Ordinal);

    /// <summary>What live suffered, and until when it is let alone for it; null before it ever did.</summary>
    public (string Message, DateTimeOffset Until)? Pause { get; init; }

    /// <summary>What was copied at the last look; empty for nothing.</summary>
    public string Share { get; init; } = "";

    /// <summary>Since when that has been copied: events of before say nothing of it.</summary>
    public DateTimeOffset Since { get; init; }
}
