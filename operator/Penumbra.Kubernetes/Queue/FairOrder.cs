namespace Penumbra.Kubernetes.Queue;

/// <summary>Keys that are due: first come, first served within a namespace; namespaces take turns, so that none starves another.</summary>
internal sealed class FairOrder<TKey>(Func<TKey, string> namespaceOf)
    where TKey : notnull
{
    private readonly LinkedList<string> _turns = new();
    private readonly Dictionary<string, LinkedList<TKey>> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<TKey, LinkedListNode<TKey>> _nodes = [];

    public int Count => _nodes.Count;

    /// <summary>Adds a key behind those of its namespace, unless it waits already.</summary>
    public void Add(TKey key)
    {
        if (_nodes.ContainsKey(key)) return;
        var ns = namespaceOf(key);
        if (!_waiting.TryGetValue(ns, out var keys))
        {
            _waiting[ns] = keys = new LinkedList<TKey>();
            _turns.AddLast(ns);
        }

        _nodes[key] = keys.AddLast(key);
    }

    public bool Contains(TKey key) => _nodes.ContainsKey(key);

    /// <summary>Takes a key out of its turn; whether it was there.</summary>
    public bool Remove(TKey key)
    {
        if (!_nodes.Remove(key, out var node)) return false;
        var ns = namespaceOf(key);
        var keys = _waiting[ns];
        keys.Remove(node);
        if (keys.Count > 0) return true;
        _waiting.Remove(ns);
        _turns.Remove(ns);
        return true;
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
