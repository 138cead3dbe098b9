namespace Penumbra.Kubernetes.Queue;

/// <summary>Keys that are due: first come, first served within a namespace; namespaces take turns, so that none starves another.</summary>
internal sealed class FairOrder<TKey>(Func<TKey, string> namespaceOf)
    where TKey : notnull
{
    private readonly LinkedList<string> _turns = new();
    private readonly Dictionary<string, LinkedList<TKey>> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<TKey, LinkedListNode<TKey>> _nodes = [];

    public int Count => _nodes.Count;

    /// <summary>Adds a key, or moves it to the front of its namespace when it is urgent.</summary>
    public void Add(TKey key, bool urgent)
    {
        var ns = namespaceOf(key);
        if (_nodes.TryGetValue(key, out var node))
        {
            if (!urgent) return;
            _waiting[ns].Remove(node);
            _waiting[ns].AddFirst(node);
            return;
        }

        if (!_waiting.TryGetValue(ns, out var keys))
        {
            _waiting[ns] = keys = new LinkedList<TKey>();
            _turns.AddLast(ns);
        }

        _nodes[key] = urgent ? keys.AddFirst(key) : keys.AddLast(key);
    }

    /// <summary>Takes the next key.</summary>
    public TKey Take()
    {
        var ns = _turns.First!.Value;
        _turns.RemoveFirst();
        var keys = _waiting[ns];
        var key = keys.First!.Value;
        keys.RemoveFirst();
        _nodes.Remove(key);
        if (keys.Count > 0) _turns.AddLast(ns);
        else _waiting.Remove(ns);
        return key;
    }
}
