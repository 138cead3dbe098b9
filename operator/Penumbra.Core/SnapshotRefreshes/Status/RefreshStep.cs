namespace Penumbra.Core.SnapshotRefreshes.Status;

/// <summary>The steps of a run, in order.</summary>
public enum RefreshStep
{
    /// <summary>Everything that can be known before it costs money.</summary>
    Preflight,

    /// <summary>Which snapshot the run starts from.</summary>
    FindSource,

    /// <summary>The temporary database is restored, cloned or adopted.</summary>
    Restore,

    /// <summary>A cluster gets its one instance.</summary>
    Instance,

    /// <summary>The master password is set to one that this process alone knows.</summary>
    Credentials,

    /// <summary>Nothing in the database acts by itself any more.</summary>
    Quiesce,

    /// <summary>The data is changed.</summary>
    Sanitize,

    /// <summary>What is left in the files is rewritten.</summary>
    Rewrite,

    /// <summary>It is proved that the data is clean.</summary>
    Verify,

    /// <summary>An empty database is made, under the shareable key from its first byte.</summary>
    Create,

    /// <summary>What was verified is dumped and loaded into it, and compared.</summary>
    Load,

    /// <summary>It is proved there too that the data is clean.</summary>
    Prove,

    /// <summary>A snapshot is taken, and the fence read again.</summary>
    Snapshot,

    /// <summary>The snapshot is copied under the shareable key.</summary>
    Encrypt,

    /// <summary>The accounts that may restore it are set.</summary>
    Share,

    /// <summary>The ConfigMap names it.</summary>
    Publish,

    /// <summary>The temporary database goes.</summary>
    CleanUp,

    /// <summary>Old published snapshots go.</summary>
    Retain,
}
