using Penumbra.Api.Attributes;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>The key of published snapshots.</summary>
public sealed record RefreshEncryption
{
    /// <summary>A customer key: its id, ARN or alias. The account's default key cannot be shared.</summary>
    [Length(1, 2048)]
    public string? KmsKey { get; init; }

    /// <summary>OnRestore (default for clusters): restored under the key. Copy (the only one for instances): the temporary database keeps the source's key, and the finished snapshot is copied under this one; with residue Fresh nothing is copied, as the new database has it from the start.</summary>
    [Values("OnRestore", "Copy")]
    public string? Mode { get; init; }
}
