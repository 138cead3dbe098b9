namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>What deleting the refresh does with its published snapshots.</summary>
public enum RefreshDeletion
{
    /// <summary>They stay.</summary>
    Keep,

    /// <summary>They go.</summary>
    Delete,
}
