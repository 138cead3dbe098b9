using System.Collections.Immutable;

namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>What the worker writes of a refresh: the run and what it published. Phase and conditions are the operator's.</summary>
public sealed record RefreshStatus
{
    /// <summary>Nothing written yet.</summary>
    public static RefreshStatus Empty { get; } = new();

    /// <summary>The present or the last run; null before the first.</summary>
    public RunStatus? Run { get; init; }

    /// <summary>When a run last succeeded.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>What is published, newest first.</summary>
    public ImmutableList<PublishedSnapshot> Snapshots { get; init; } = [];

    /// <summary>How long the steps usually take.</summary>
    public ImmutableList<UsualTimes> Usual { get; init; } = [];
}
