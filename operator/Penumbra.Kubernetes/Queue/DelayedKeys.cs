namespace Penumbra.Kubernetes.Queue;

/// <summary>Keys that are due later; of two times for one key the earlier counts.</summary>
internal sealed class DelayedKeys<TKey>
    where TKey : notnull
{
    // The number keeps the order of those that are due at the same time, and keeps them apart.
    private readonly SortedDictionary<(long Due, long Number), TKey> _byDue = [];
    private readonly Dictionary<TKey, (long Due, long Number)> _byKey = [];
    private long _number;

    /// <summary>When the next is due, as a timestamp, or null.</summary>
    public long? Next
    {
        get
        {
            foreach (var entry in _byDue) return entry.Key.Due;
            return null;
        }
    }

    public int Count => _byKey.Count;

    public void Add(TKey key, long due)
    {
        if (_byKey.TryGetValue(key, out var present))
        {
            if (present.Due <= due) return;
            _byDue.Remove(present);
        }

        _byKey[key] = (due, _number++);
        _byDue[_byKey[key]] = key;
    }

    /// <summary>Takes one that is due, or nothing.</summary>
    public bool TryTake(long now, out TKey key, out long due)
    {
        foreach (var entry in _byDue)
        {
            (key, due) = (entry.Value, entry.Key.Due);
            if (due > now) break;
            _byDue.Remove(entry.Key);
            _byKey.Remove(key);
            return true;
        }

        (key, due) = (default!, 0);
        return false;
    }
}
