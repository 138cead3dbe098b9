namespace Penumbra.Kubernetes.Queue;

/// <summary>
/// What may be worked on now, in three lanes: urgent keys (something may have to go back), the rests of passes whose urgent half is done, and all other
/// keys. A lane is served when those before it are empty, and once in a while even if they are not, so that none waits for ever.
/// </summary>
internal sealed class DueWork<TKey>(Func<TKey, string> namespaceOf)
    where TKey : notnull
{
    // So rare that the way back of a thousand launches is not held up by it, and often enough that an overload ends.
    private const int MostUrgentInARow = 32;
    private const int MostRestsInARow = 8;

    private readonly FairOrder<TKey> _urgent = new(namespaceOf);
    private readonly LinkedList<(TKey Key, Func<CancellationToken, Task<PassResult>> Remainder)> _rests = new();
    private readonly FairOrder<TKey> _others = new(namespaceOf);
    private int _urgentInARow;
    private int _restsInARow;

    public int Count => _urgent.Count + _rests.Count + _others.Count;

    /// <summary>Adds a key, or moves it up when it has become urgent.</summary>
    public void Add(TKey key, bool urgent)
    {
        if (urgent)
        {
            _others.Remove(key);
            _urgent.Add(key);
        }
        else if (!_urgent.Contains(key))
        {
            _others.Add(key);
        }
    }

    /// <summary>Adds the rest of a pass: first come, first served.</summary>
    public void AddRest(TKey key, Func<CancellationToken, Task<PassResult>> rest) => _rests.AddLast((key, rest));

    /// <summary>Takes what comes next: a key, and the rest of its pass if that is what is left of it.</summary>
    public (TKey Key, Func<CancellationToken, Task<PassResult>>? Remainder) Take()
    {
        var lower = _rests.Count + _others.Count;
        if (_urgent.Count > 0 && (lower == 0 || _urgentInARow < MostUrgentInARow))
        {
            _urgentInARow = lower == 0 ? 0 : _urgentInARow + 1;
            return (_urgent.Take(), null);
        }

        _urgentInARow = 0;
        if (_rests.Count > 0 && (_others.Count == 0 || _restsInARow < MostRestsInARow))
        {
            _restsInARow = _others.Count == 0 ? 0 : _restsInARow + 1;
            var rest = _rests.First!.Value;
            _rests.RemoveFirst();
            return rest;
        }

        _restsInARow = 0;
        return (_others.Take(), null);
    }

    /// <summary>Forgets the rests; their keys, so that they can be worked on again.</summary>
    public IReadOnlyList<TKey> ForgetRests()
    {
        TKey[] keys = [.. _rests.Select(rest => rest.Key)];
        _rests.Clear();
        return keys;
    }
}
