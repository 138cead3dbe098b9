namespace Penumbra.Kubernetes.Informers;

/// <summary>What an informer must know of every object; the other fields of a projection are its consumer's.</summary>
public interface IProjection
{
    /// <summary>The namespace, empty for cluster-scoped kinds.</summary>
    string Namespace { get; }

    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>Tells an object from a later one of the same name.</summary>
    string Uid { get; }

    /// <summary>Grows with every write.</summary>
    string ResourceVersion { get; }

    /// <summary>Grows with every write of the spec; null for kinds without.</summary>
    long? Generation { get; }
}
