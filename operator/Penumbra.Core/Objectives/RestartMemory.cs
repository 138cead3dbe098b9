using System.Collections.Immutable;

namespace Penumbra.Core.Objectives;

/// <summary>What is known of the restarts of a candidate's pods.</summary>
public sealed record RestartMemory
{
    /// <summary>Nothing seen yet.</summary>
    public static RestartMemory Empty { get; } = new();

    /// <summary>The pods at the last look, by UID.</summary>
    public ImmutableSortedDictionary<string, PodRestarts> Pods { get; init; } = ImmutableSortedDictionary.Create<string, PodRestarts>(StringComparer.Ordinal);

    /// <summary>The crashes of the last ten minutes, oldest first.</summary>
    public ImmutableList<Crash> Crashes { get; init; } = [];
}
