namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>What a person asks of a refresh, template merged, read and checked: the rules see no text.</summary>
public sealed record SnapshotRefreshSpec
{
    /// <summary>The cron expression; null when runs are only made on demand.</summary>
    public string? Schedule { get; init; }

    /// <summary>The zone of the schedule.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>Whether no run is to be started by the schedule.</summary>
    public bool Suspend { get; init; }

    /// <summary>The service account of the namespace that carries the cloud identity.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>How long a run may take in all.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The cloud's region.</summary>
    public required string Region { get; init; }

    /// <summary>Where the data comes from.</summary>
    public required SourceSpec Source { get; init; }

    /// <summary>The temporary database.</summary>
    public required TemporarySpec Temporary { get; init; }

    /// <summary>The database's name within the server.</summary>
    public required string Database { get; init; }

    /// <summary>The master user.</summary>
    public required string User { get; init; }

    /// <summary>How connections are made and retried.</summary>
    public required ConnectSettings Connect { get; init; }

    /// <summary>What changes the data, in order.</summary>
    public IReadOnlyList<SanitizeStep> Sanitize { get; init; } = [];

    /// <summary>The Secret whose entry <c>key</c> masks are keyed with, in every run; null for another key in each temporary database.</summary>
    public string? MaskKeySecret { get; init; }

    /// <summary>What becomes of what is left in the files.</summary>
    public ResidueMode Residue { get; init; } = ResidueMode.Rewrite;

    /// <summary>What must hold before anything is published; never empty in a spec without problems.</summary>
    public IReadOnlyList<VerifyCheck> Verify { get; init; } = [];

    /// <summary>The key that published snapshots are encrypted with.</summary>
    public required string KmsKey { get; init; }

    /// <summary>When the data comes under that key.</summary>
    public EncryptionMode Encryption { get; init; } = EncryptionMode.OnRestore;

    /// <summary>The accounts that may restore the snapshot, sorted.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>The published snapshot's name, with <c>{{date}}</c> and <c>{{runId}}</c>.</summary>
    public required string PublishName { get; init; }

    /// <summary>The ConfigMap that names the newest published snapshot; null for none.</summary>
    public string? PublishConfigMap { get; init; }

    /// <summary>How long published snapshots live.</summary>
    public RetainSpec Retain { get; init; } = new(7, TimeSpan.FromHours(336));

    /// <summary>What deletion does with published snapshots.</summary>
    public RefreshDeletion OnDelete { get; init; } = RefreshDeletion.Keep;

    /// <summary>How many successful runs' Jobs are kept.</summary>
    public int SuccessfulHistory { get; init; } = 3;

    /// <summary>How many failed runs' Jobs are kept.</summary>
    public int FailedHistory { get; init; } = 3;
}
