using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Informers;

/// <summary>A cache of objects of one kind, kept current by the API server. Its objects must not be changed.</summary>
/// <typeparam name="T">The projection.</typeparam>
public interface IReadOnlyInformer<T> : IObjectVersions
    where T : class, IProjection
{
    /// <summary>What the cache holds.</summary>
    ListQuery Query { get; }

    /// <summary>Completes when the first list is in the cache and was told to all subscribers.</summary>
    Task HasSynced { get; }

    /// <summary>When the API server was last heard, or null.</summary>
    DateTimeOffset? LastSeen { get; }

    /// <summary>Since when the cache has been kept current without a failed list or watch: the least value when there was none, null while there is one.</summary>
    DateTimeOffset? CurrentSince { get; }

    /// <summary>One object, or null.</summary>
    T? Get(ObjectKey key);

    /// <summary>All objects, or one namespace's, in ordinal order.</summary>
    IReadOnlyList<T> List(string? ns = null);

    /// <summary>The objects that an index has under a value, in ordinal order.</summary>
    IReadOnlyList<T> ByIndex(string index, string value);

    /// <summary>
    /// Calls back for every change, one at a time and in order; first for all that is in the cache already, as added.
    /// Disposing ends it. What the callback throws is logged and changes nothing.
    /// </summary>
    IDisposable Subscribe(Action<InformerChange<T>> callback);
}
