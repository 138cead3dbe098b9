using System.Collections.Immutable;

namespace Penumbra.Core.Objectives;

/// <summary>What is known of the restarts of a candidate's pods.</summary>
public sealed record RestartMemory
{
    /// <summary>Nothing seen yet: the first look only sets the marks.</summary>
    public static RestartMemory Empty { get; } = new();

    /// <summary>The pods at the last look, by UID.</summary>
    public ImmutableSortedDictionary<string, PodRestarts> Pods { get; init; } = ImmutableSortedDictionary.Create<string, PodRestarts>(StringComparer.Ordinal);

    /// <summary>The crashes of the last ten minutes, oldest first.</summary>
    public ImmutableList<Crash> Crashes { get; init; } = [];

    /// <summary>Whether a pod that is not among <see cref="Pods"/> has begun since, at no restarts. Else all that is known of it is what it says now.</summary>
    public bool IsComplete { get; init; }

    /// <summary>When an earlier process wrote it down; null when this one has looked.</summary>
    public DateTimeOffset? WrittenAt { get; init; }
}
