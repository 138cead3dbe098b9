using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>Fields of a refresh, without those that are each refresh's own affair.</summary>
public sealed record SnapshotRefreshTemplateSpecification
{
    /// <summary>When runs start, as a CronJob writes it. Absent: only on demand, by the annotation penumbra.dev/refresh with any new value.</summary>
    [Length(1, 128)]
    public string? Schedule { get; init; }

    /// <summary>The zone of the schedule. Default Etc/UTC.</summary>
    [Length(1, 64)]
    public string? TimeZone { get; init; }

    /// <summary>The service account of this namespace that carries the cloud identity.</summary>
    [Length(1, 253)]
    public string? ServiceAccountName { get; init; }

    /// <summary>How long a run may take. Default 12h. A run past it fails and keeps its temporary database for the next.</summary>
    [Duration]
    public string? Deadline { get; init; }

    /// <summary>The cloud.</summary>
    public CloudProvider? Provider { get; init; }

    /// <summary>Where the data comes from.</summary>
    public RefreshSource? Source { get; init; }

    /// <summary>The temporary database.</summary>
    public TemporaryDatabase? Temporary { get; init; }

    /// <summary>The database within the server.</summary>
    public RefreshDatabase? Database { get; init; }

    /// <summary>What changes the data, in order.</summary>
    [Items(0, 64), ListMap("name")]
    public IReadOnlyList<SanitizeItem>? Sanitize { get; init; }

    /// <summary>A key of your own for masks: the same value becomes the same made-up value in every run, and in every refresh with this key. Default: the refresh's own key, and other made-up values in each temporary database.</summary>
    public MaskKeySource? MaskKey { get; init; }

    /// <summary>What becomes of dead rows, statistics and large objects. Default Rewrite: everything is rewritten, and it is proved. Fresh: what was verified is loaded into a new, empty database, whose snapshot is published: the only mode with physical: true. Keep needs residueAcknowledged.</summary>
    [Values("Rewrite", "Fresh", "Keep")]
    public string? Residue { get; init; }

    /// <summary>With residue Keep: that somebody knows that a snapshot is physical and holds the old values.</summary>
    public bool? ResidueAcknowledged { get; init; }

    /// <summary>What must hold before anything is published. At least one.</summary>
    [Items(0, 64), ListMap("name")]
    public IReadOnlyList<VerifyItem>? Verify { get; init; }

    /// <summary>The key of published snapshots.</summary>
    public RefreshEncryption? Encryption { get; init; }

    /// <summary>Who may restore them.</summary>
    public RefreshShare? Share { get; init; }

    /// <summary>What they are called and where that is told.</summary>
    public RefreshPublish? Publish { get; init; }

    /// <summary>How long they live.</summary>
    public RefreshRetention? Retain { get; init; }

    /// <summary>What deleting this object does with published snapshots. Default Keep. The temporary database always goes.</summary>
    [Values("Keep", "Delete")]
    public string? OnDelete { get; init; }

    /// <summary>How many Jobs are kept.</summary>
    public RefreshHistory? History { get; init; }
}
