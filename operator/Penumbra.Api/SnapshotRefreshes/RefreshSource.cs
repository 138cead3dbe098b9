using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>Where the data comes from: exactly one of cluster, instance and snapshotArn.</summary>
[ValidationRule("[has(self.cluster), has(self.instance), has(self.snapshotArn)].filter(x, x).size() <= 1", "only one of cluster, instance and snapshotArn may be set")]
public sealed record RefreshSource
{
    /// <summary>An Aurora cluster of this account.</summary>
    [Length(1, 63)]
    public string? Cluster { get; init; }

    /// <summary>A plain instance of this account.</summary>
    [Length(1, 63)]
    public string? Instance { get; init; }

    /// <summary>One snapshot that another account shares.</summary>
    [Length(1, 512), Pattern("^arn:")]
    public string? SnapshotArn { get; init; }

    /// <summary>The account that owns the shared snapshot; it must be the one in the ARN.</summary>
    [Pattern("^[0-9]{12}$"), Length(12, 12)]
    public string? Account { get; init; }

    /// <summary>What to start from. Default LatestAutomated. Clone is copy-on-write, of a running Aurora cluster.</summary>
    [Values("LatestAutomated", "LatestManual", "LatestBackup", "NewSnapshot", "Clone")]
    public string? Strategy { get; init; }

    /// <summary>How old the data may be. Default 36h.</summary>
    [Duration]
    public string? MaxAge { get; init; }
}
