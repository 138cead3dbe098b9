using Penumbra.Api.Attributes;
using Penumbra.Api.Common;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>What is.</summary>
public sealed record SnapshotRefreshStatus
{
    /// <summary>The generation that phase and conditions were judged on.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Where the refresh is.</summary>
    [Values("Scheduled", "Running", "Succeeded", "Failed", "Suspended", "Stalled")]
    public string? Phase { get; init; }

    /// <summary>Digest of the merged result of template and object.</summary>
    [Length(0, 64)]
    public string? TemplateHash { get; init; }

    /// <summary>When a run last succeeded.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>When the next run starts by the schedule.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>The value of the annotation penumbra.dev/refresh that was acted on.</summary>
    [Length(0, 253)]
    public string? HandledRefresh { get; init; }

    /// <summary>The present or the last run.</summary>
    public RunRecord? Run { get; init; }

    /// <summary>What is published, newest first.</summary>
    [Items(0, 128)]
    public IReadOnlyList<SnapshotRecord>? Snapshots { get; init; }

    /// <summary>How long the steps took in the last runs.</summary>
    [Items(0, 32), ListMap("step")]
    public IReadOnlyList<UsualRecord>? Usual { get; init; }

    /// <summary>Ready, Reconciling, Stalled, and OrphanedDatabase when something is left in the cloud.</summary>
    [Items(0, 16), ListMap("type")]
    public IReadOnlyList<StatusCondition>? Conditions { get; init; }
}
