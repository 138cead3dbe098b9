namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>What a run starts from.</summary>
public enum SourceStrategy
{
    /// <summary>The newest snapshot that the cloud made by itself.</summary>
    LatestAutomated,

    /// <summary>The newest snapshot that somebody made.</summary>
    LatestManual,

    /// <summary>The newest snapshot of AWS Backup.</summary>
    LatestBackup,

    /// <summary>A snapshot that the run makes of the source, and deletes at its end.</summary>
    NewSnapshot,

    /// <summary>A copy-on-write clone of the source. Aurora only.</summary>
    Clone,
}
