namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>What a worker was started for.</summary>
public enum RefreshMode
{
    /// <summary>A whole run.</summary>
    Refresh,

    /// <summary>Delete temporary databases that are too old.</summary>
    Sweep,

    /// <summary>The refresh is being deleted: take away what it left in the cloud.</summary>
    Remove,
}
