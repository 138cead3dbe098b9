namespace Penumbra.Kubernetes.Informers;

/// <summary>What happened to an object in the cache.</summary>
public enum InformerChangeType
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It changed.</summary>
    Updated,

    /// <summary>It is gone.</summary>
    Deleted,
}
