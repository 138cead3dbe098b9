namespace Penumbra.Operator.Cluster;

/// <summary>Whose an object is.</summary>
public enum OwnershipKind
{
    /// <summary>It is not known: see <see cref="Ownership.Failure"/>.</summary>
    Unknown,

    /// <summary>There is none of the name.</summary>
    Free,

    /// <summary>It was made for its owner.</summary>
    Ours,

    /// <summary>Somebody else's.</summary>
    Foreign,
}
