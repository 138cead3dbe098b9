using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Informers;

/// <summary>Objects by namespace and name in ordinal order, with indexes. One lock; callers notify outside of it.</summary>
internal sealed class ObjectStore<T>(IReadOnlyList<InformerIndex<T>> indexes)
    where T : class, IProjection
{
    // Tuples of strings compare by culture unless told otherwise.
    private static readonly Comparer<(string Index, string Value)> IndexOrder = Comparer<(string Index, string Value)>.Create(static (left, right) =>
        string.CompareOrdinal(left.Index, right.Index) is var byIndex and not 0 ? byIndex : string.CompareOrdinal(left.Value, right.Value));

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SortedDictionary<string, T>> _namespaces = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Index, string Value), SortedSet<ObjectKey>> _indexed = new(IndexOrder);

    public static ObjectKey KeyOf(T item) => new(item.Namespace, item.Name);

    public T? Get(ObjectKey key)
    {
        lock (_lock) return Find(key);
    }

    public IReadOnlyList<T> List(string? ns)
    {
        lock (_lock)
        {
            if (ns is null) return [.. _namespaces.Values.SelectMany(names => names.Values)];
            return _namespaces.TryGetValue(ns, out var found) ? [.. found.Values] : [];
        }
    }

    public IReadOnlyList<T> ByIndex(string index, string value)
    {
        if (!indexes.Any(known => string.Equals(known.Name, index, StringComparison.Ordinal)))
        {
            throw new ArgumentException($"there is no index '{index}'", nameof(index));
        }

        lock (_lock) return _indexed.TryGetValue((index, value), out var keys) ? [.. keys.Select(key => Find(key)!)] : [];
    }

    /// <summary>Puts an object in its place and gives the changes, unless a newer one is there already.</summary>
    /// <param name="item">The object.</param>
    /// <param name="force">Whether an older one may replace a newer one.</param>
    public IReadOnlyList<InformerChange<T>> Put(T item, bool force)
    {
        var key = KeyOf(item);
        lock (_lock)
        {
            var old = Find(key);
            if (old is null)
            {
                Set(key, null, item);
                return [new(InformerChangeType.Added, key, null, item)];
            }

            if (string.Equals(old.ResourceVersion, item.ResourceVersion, StringComparison.Ordinal) && string.Equals(old.Uid, item.Uid, StringComparison.Ordinal)) return [];
            if (!force && ResourceVersions.IsOlder(item.ResourceVersion, old.ResourceVersion)) return [];
            Set(key, old, item);
            return string.Equals(old.Uid, item.Uid, StringComparison.Ordinal)
                ? [new(InformerChangeType.Updated, key, old, item)]
                : [new(InformerChangeType.Deleted, key, old, null), new(InformerChangeType.Added, key, null, item)];
        }
    }

    /// <summary>Removes an object, unless a newer one has taken its name.</summary>
    public IReadOnlyList<InformerChange<T>> Remove(T item)
    {
        var key = KeyOf(item);
        lock (_lock)
        {
            var old = Find(key);
            if (old is null) return [];
            var isOther = !string.Equals(old.Uid, item.Uid, StringComparison.Ordinal);
            if (isOther && ResourceVersions.Compare(item.ResourceVersion, old.ResourceVersion) is null or < 0) return [];
            Set(key, old, null);
            // The deleted state is the newest: what the object was when it went.
            return [new(InformerChangeType.Deleted, key, isOther ? old : item, null)];
        }
    }

    /// <summary>Makes the store equal to a complete list: what is missing there is gone.</summary>
    public IReadOnlyList<InformerChange<T>> Replace(IReadOnlyCollection<T> items, bool force)
    {
        var present = items.Select(KeyOf).ToHashSet();
        var changes = new List<InformerChange<T>>();
        lock (_lock)
        {
            foreach (var gone in List(null).Where(item => !present.Contains(KeyOf(item))))
            {
                Set(KeyOf(gone), gone, null);
                changes.Add(new(InformerChangeType.Deleted, KeyOf(gone), gone, null));
            }
        }

        foreach (var item in items) changes.AddRange(Put(item, force));
        return changes;
    }

    private T? Find(ObjectKey key) => _namespaces.TryGetValue(key.Namespace, out var names) ? names.GetValueOrDefault(key.Name) : null;

    private void Set(ObjectKey key, T? old, T? item)
    {
        foreach (var index in indexes)
        {
            if (old is not null) Unindex(index, old, key);
            if (item is not null) Index(index, item, key);
        }

        if (item is not null)
        {
            if (!_namespaces.TryGetValue(key.Namespace, out var names)) _namespaces[key.Namespace] = names = new(StringComparer.Ordinal);
            names[key.Name] = item;
        }
        else if (_namespaces.TryGetValue(key.Namespace, out var names))
        {
            names.Remove(key.Name);
            if (names.Count == 0) _namespaces.Remove(key.Namespace);
        }
    }

    private void Index(InformerIndex<T> index, T item, ObjectKey key)
    {
        foreach (var value in index.Values(item))
        {
            if (!_indexed.TryGetValue((index.Name, value), out var keys)) _indexed[(index.Name, value)] = keys = [];
            keys.Add(key);
        }
    }

    private void Unindex(InformerIndex<T> index, T item, ObjectKey key)
    {
        foreach (var value in index.Values(item))
        {
            if (!_indexed.TryGetValue((index.Name, value), out var keys)) continue;
            keys.Remove(key);
            if (keys.Count == 0) _indexed.Remove((index.Name, value));
        }
    }
}
