using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Power;
using Penumbra.Rehearsal.Runs;

namespace Penumbra.Rehearsal;

/// <summary>What a rehearsal found.</summary>
public sealed record RehearsalResult
{
    /// <summary>What was asked for.</summary>
    public required RehearsalRequest Request { get; init; }

    /// <summary>A release that nothing is wrong with.</summary>
    public required GoodPower Good { get; init; }

    /// <summary>One launch of such a release.</summary>
    public required Timeline GoodTimeline { get; init; }

    /// <summary>Each fault.</summary>
    public IReadOnlyList<FaultPower> Faults { get; init; } = [];

    /// <summary>The fault that <see cref="FaultTimeline"/> shows; null when there is none.</summary>
    public Fault? Shown { get; init; }

    /// <summary>One launch with that fault: the one that took as long as the middle one.</summary>
    public Timeline? FaultTimeline { get; init; }

    /// <summary>What a reader should know besides, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
