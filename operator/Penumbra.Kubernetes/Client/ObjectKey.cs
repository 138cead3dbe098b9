namespace Penumbra.Kubernetes.Client;

/// <summary>Namespace and name of an object; the namespace is empty for cluster-scoped kinds.</summary>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The name.</param>
public readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    /// <summary>Orders by namespace, then by name, ordinally.</summary>
    public int CompareTo(ObjectKey other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
