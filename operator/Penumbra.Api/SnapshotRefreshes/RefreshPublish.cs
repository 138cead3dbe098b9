using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>What published snapshots are called and where that is told.</summary>
public sealed record RefreshPublish
{
    /// <summary>The identifier, with {{date}} (the day that the run was scheduled for, in timeZone) and {{runId}}; at most 63 characters then. {{runId}} is required unless the schedule is at most daily.</summary>
    [Length(1, 128)]
    public string? Name { get; init; }

    /// <summary>A ConfigMap of this namespace that names the newest: snapshotArn, snapshotId, createdAt, sourceSnapshot, runId, consumerMustCopy.</summary>
    public ConfigMapName? ConfigMap { get; init; }
}
