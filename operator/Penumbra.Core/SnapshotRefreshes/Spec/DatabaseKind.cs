namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>The two shapes that a managed database has.</summary>
public enum DatabaseKind
{
    /// <summary>An Aurora cluster: storage that instances are attached to.</summary>
    Cluster,

    /// <summary>A plain instance with a disk of its own.</summary>
    Instance,
}
