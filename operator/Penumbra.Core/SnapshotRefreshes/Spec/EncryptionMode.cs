namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>When the data comes under the shareable key.</summary>
public enum EncryptionMode
{
    /// <summary>The temporary cluster is restored under it: no copy is needed.</summary>
    OnRestore,

    /// <summary>The finished snapshot is copied under it: the only way for plain instances.</summary>
    Copy,
}
