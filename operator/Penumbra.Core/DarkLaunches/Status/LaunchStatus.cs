using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>What the launch's status says: a projection of the cluster for people and tools, plus the few clocks that must survive a restart.</summary>
public sealed record LaunchStatus
{
    /// <summary>Nothing written yet.</summary>
    public static LaunchStatus Empty { get; } = new();

    /// <summary>The generation of the spec that the rest was decided on.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Where the launch is; null before the first pass.</summary>
    public LaunchPhase? Phase { get; init; }

    /// <summary>Why it is there.</summary>
    public Reason Reason { get; init; }

    /// <summary>One sentence for people, with absolute times.</summary>
    public string Message { get; init; } = "";

    /// <summary>The revision that serves; null before adoption.</summary>
    public ReleaseStatus? Stable { get; init; }

    /// <summary>The revision that is launched, or was rolled back; null when there is none.</summary>
    public ReleaseStatus? Candidate { get; init; }

    /// <summary>The candidate's share.</summary>
    public Share Weight { get; init; }

    /// <summary>The present step; null outside of steps.</summary>
    public StepStatus? Step { get; init; }

    /// <summary>Every object that steers, and what was last written to it.</summary>
    public ImmutableList<RouteStatus> Traffic { get; init; } = [];

    /// <summary>What the judge says.</summary>
    public ImmutableList<Evaluation> Objectives { get; init; } = [];

    /// <summary>The judge's state; null while nothing is judged.</summary>
    public EvidenceStatus? Evidence { get; init; }

    /// <summary>The last 20 changes of traffic, newest first.</summary>
    public ImmutableList<DecisionStatus> Decisions { get; init; } = [];

    /// <summary>The kept revisions.</summary>
    public ImmutableList<RevisionStatus> Revisions { get; init; } = [];

    /// <summary>Acts that were carried out, such as <c>approve 3b02ee90/1/2</c>.</summary>
    public ImmutableList<string> Handled { get; init; } = [];

    /// <summary>A pause that only retry ends; null when there is none.</summary>
    public HoldStatus? Hold { get; init; }

    /// <summary>A template that waits because another revision is pinned; null when there is none.</summary>
    public string? PendingRevision { get; init; }

    /// <summary>Pods of the launch that exist, for the scale subresource.</summary>
    public int Replicas { get; init; }

    /// <summary>The selector of the launch's pods, for the scale subresource.</summary>
    public string Selector { get; init; } = "";

    /// <summary>The conditions, in a stable order.</summary>
    public ImmutableList<Condition> Conditions { get; init; } = [];

    /// <summary>When live values (readiness, samples) were last written.</summary>
    public DateTimeOffset? LiveAt { get; init; }
}
