namespace Penumbra.Core.SnapshotRefreshes.Effects;

/// <summary>What stands in an account.</summary>
public enum CloudThing
{
    /// <summary>A cluster or a plain instance.</summary>
    Database,

    /// <summary>An instance of a cluster.</summary>
    Member,

    /// <summary>A snapshot.</summary>
    Snapshot,
}
