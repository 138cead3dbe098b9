using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>Everything that a decision on a shadow rests on, at one instant.</summary>
public sealed record ShadowObserved
{
    /// <summary>The instant.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The object.</summary>
    public required ShadowFacts Object { get; init; }

    /// <summary>Its status as it was last written.</summary>
    public ShadowStatus Status { get; init; } = ShadowStatus.Empty;

    /// <summary>What a person must change before anything is copied.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>The images that live's ready pods run, by digest where it is known, sorted; empty when live has none.</summary>
    public IReadOnlyList<string> LiveImages { get; init; } = [];

    /// <summary>The images of the shadow, sorted; empty when they are not known yet.</summary>
    public IReadOnlyList<string> ShadowImages { get; init; } = [];

    /// <summary>What the ready copies of a template run, by digest, sorted; empty while none is ready, and of a Service that runs already: there <see cref="ShadowImages"/> says it.</summary>
    public IReadOnlyList<string> CopyImages { get; init; } = [];

    /// <summary>The images that every pod of the shadow names, by their texts; empty where it has no pods here, or they are not known yet.</summary>
    public IReadOnlyList<string> NamedImages { get; init; } = [];

    /// <summary>The shadow.</summary>
    public WorkloadFacts Shadow { get; init; } = WorkloadFacts.None;

    /// <summary>The comparison server.</summary>
    public WorkloadFacts Server { get; init; } = WorkloadFacts.None;

    /// <summary>What the server says; null when it did not answer.</summary>
    public ComparisonReport? Report { get; init; }

    /// <summary>The objects that can copy requests.</summary>
    public IReadOnlyList<MirrorFacts> Mirrors { get; init; } = [];

    /// <summary>The Job that replays recorded requests.</summary>
    public ReplayFacts Replay { get; init; } = ReplayFacts.None;

    /// <summary>When this process last kept what was found, or was refused to; null when it has not tried.</summary>
    public DateTimeOffset? KeptAt { get; init; }

    /// <summary>Whether what the server says is what this process kept last.</summary>
    public bool IsKept { get; init; }

    /// <summary>Why what was found could not be kept the last time; null when it was, or has not been tried.</summary>
    public string? NotKept { get; init; }

    /// <summary>When this process last made or confirmed the server; null when it has not.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>When a route last took the filter, or another share, from this process; null when it has written none.</summary>
    public DateTimeOffset? MirroredAt { get; init; }

    /// <summary>When this process last took the filter from a route, or first knew of the shadow: what a process before it wrote may have arrived as late.</summary>
    public DateTimeOffset? UnmirroredAt { get; init; }

    /// <summary>When this process last wrote the status; null when it has not.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>What was measured since the last pass.</summary>
    public IReadOnlyList<ObjectiveReading> Readings { get; init; } = [];

    /// <summary>How often the containers of each of the shadow's pods have restarted; null where it was not looked.</summary>
    public ImmutableSortedDictionary<string, PodRestarts>? Restarts { get; init; }

    /// <summary>How many pods of each side are measured; null where it was not looked.</summary>
    public MeasuredReplicas? Measured { get; init; }

    /// <summary>The side that is a Service without a selector, and so has no pods here; null where both have.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>What the last pass remembered.</summary>
    public ShadowMemory Memory { get; init; } = ShadowMemory.Empty;

    /// <summary>A DarkLaunch on the same Service whose candidate has users now; null when there is none.</summary>
    public string? Launching { get; init; }
}
