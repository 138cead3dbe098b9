using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>Whose run this is.</summary>
public sealed record RunFacts
{
    /// <summary>The refresh's UID: what ownership means.</summary>
    public required string OwnerUid { get; init; }

    /// <summary>The refresh's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The refresh's name.</summary>
    public required string Name { get; init; }

    /// <summary>The refresh's generation.</summary>
    public long Generation { get; init; }

    /// <summary>The run, such as <c>20261121t000000z</c>.</summary>
    public required string RunId { get; init; }

    /// <summary>When the run began: with its first pod, not with this one.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What the run was scheduled for, which a run that is caught up begins long after; null where nobody tells: then it is when it began.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>The schedule's zone: its days are the ones that snapshots are named by.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>What the worker was started for.</summary>
    public RefreshMode Mode { get; init; }

    /// <summary>The container step before which this process ends; null for the process that comes to the run's end.</summary>
    public string? Until { get; init; }

    /// <summary>The shortest pause between two looks at the cloud: another than the usual one in sandboxes only.</summary>
    public TimeSpan LeastPoll { get; init; } = UsualPoll;

    /// <summary>The usual shortest pause between two looks.</summary>
    public static TimeSpan UsualPoll { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Digest of everything that shapes the data but its source: merged spec, SQL texts, versions of Secrets, image digests.</summary>
    public required string Digest { get; init; }
}
