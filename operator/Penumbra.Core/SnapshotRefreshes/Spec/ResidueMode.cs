namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>What is done about what masking leaves in the files: dead rows, statistics, large objects.</summary>
public enum ResidueMode
{
    /// <summary>Everything is rewritten, and it is proved.</summary>
    Rewrite,

    /// <summary>Dumped and loaded into a new, empty cluster: the only mode that may say <c>physical: true</c>.</summary>
    Fresh,

    /// <summary>It stays, and a person has said that he knows.</summary>
    Keep,
}
