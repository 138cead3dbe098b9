using Penumbra.Api.Attributes;
using Penumbra.Api.Common;

namespace Penumbra.Api.DarkLaunches;

/// <summary>What a launch is: a projection of the cluster.</summary>
public sealed record DarkLaunchStatus
{
    /// <summary>The generation of the spec that the rest was decided on.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Adopting, Healthy, Launching, Baking, Promoting, RollingBack or RolledBack.</summary>
    [Values("Adopting", "Healthy", "Launching", "Baking", "Promoting", "RollingBack", "RolledBack")]
    public string? Phase { get; init; }

    /// <summary>Why, in one word; docs/reasons.md explains each.</summary>
    [Length(0, 63)]
    public string? Reason { get; init; }

    /// <summary>One sentence for people, with absolute times.</summary>
    [Length(0, 4096)]
    public string? Message { get; init; }

    /// <summary>The release that serves.</summary>
    public ReleaseState? Stable { get; init; }

    /// <summary>The release that is launched, or was rolled back.</summary>
    public ReleaseState? Candidate { get; init; }

    /// <summary>The candidate's share in percent.</summary>
    [Length(0, 8)]
    public string? Weight { get; init; }

    /// <summary>The present step.</summary>
    public StepState? Step { get; init; }

    /// <summary>Every object that steers.</summary>
    [Items(0, 64)]
    public IReadOnlyList<SteeredObject>? Traffic { get; init; }

    /// <summary>What the judge says.</summary>
    [Items(0, 64), ListMap("name")]
    public IReadOnlyList<ObjectiveState>? Objectives { get; init; }

    /// <summary>The judge's state, which a new process goes on from.</summary>
    public EvidenceState? Evidence { get; init; }

    /// <summary>The last changes of traffic, newest first.</summary>
    [Items(0, 20)]
    public IReadOnlyList<DecisionRecord>? Decisions { get; init; }

    /// <summary>The kept revisions.</summary>
    [Items(0, 64)]
    public IReadOnlyList<RevisionRecord>? Revisions { get; init; }

    /// <summary>Acts that were carried out.</summary>
    [Items(0, 20)]
    public IReadOnlyList<string>? Handled { get; init; }

    /// <summary>A pause that only retry ends.</summary>
    public HoldRecord? Hold { get; init; }

    /// <summary>A template that waits because another revision is pinned.</summary>
    [Length(0, 20)]
    public string? PendingRevision { get; init; }

    /// <summary>Pods of the launch that exist.</summary>
    public int? Replicas { get; init; }

    /// <summary>The selector of the launch's pods.</summary>
    [Length(0, 512)]
    public string? Selector { get; init; }

    /// <summary>When live values were written last.</summary>
    public DateTimeOffset? LiveAt { get; init; }

    /// <summary>Ready, Reconciling and Stalled as kstatus reads them; Adopted, Paused, TrafficConflict, SourceUnavailable.</summary>
    [Items(0, 16), ListMap("type")]
    public IReadOnlyList<StatusCondition>? Conditions { get; init; }
}
