namespace Penumbra.Core.SnapshotRefreshes.Observed;

/// <summary>What of the account's quotas this refresh took itself, and gives back: it is gone on with, or deleted before more is made. Counted when the quotas were looked at.</summary>
/// <param name="Databases">Temporary and new databases of the kind.</param>
/// <param name="Instances">Instances, those of clusters included.</param>
/// <param name="Snapshots">Manual snapshots that no run published.</param>
public sealed record OwnRoom(int Databases, int Instances, int Snapshots)
{
    /// <summary>Nothing.</summary>
    public static OwnRoom None { get; } = new(0, 0, 0);
}
