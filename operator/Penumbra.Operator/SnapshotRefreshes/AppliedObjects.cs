using Penumbra.Kubernetes.Client;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>
/// What this process has applied for each refresh, so that a quiet one writes nothing. It is believed for an hour: what a hand has changed or taken away in between is put right then, as nothing tells the operator of it.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class AppliedObjects(TimeProvider time)
{
    private readonly Dictionary<ObjectKey, Known> _known = [];
    private readonly Lock _lock = new();

    /// <summary>How long it is believed.</summary>
    public static TimeSpan Believed { get; } = TimeSpan.FromHours(1);

    /// <summary>How many refreshes something is known of.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _known.Count;
        }
    }

    /// <summary>Begins a pass: what is not believed any more is forgotten, as is what was applied for an earlier refresh of the name.</summary>
    /// <param name="refresh">The refresh.</param>
    /// <param name="uid">Its UID.</param>
    /// <returns>After how long it is to be applied anew.</returns>
    public TimeSpan Begin(ObjectKey refresh, string uid)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(refresh, out var known) || known.Uid != uid || time.GetElapsedTime(known.Since) >= Believed) _known[refresh] = known = new Known(uid, time.GetTimestamp(), new Dictionary<string, string>(StringComparer.Ordinal));
            return Believed - time.GetElapsedTime(known.Since);
        }
    }

    /// <summary>Whether an object was applied as it would be now.</summary>
    /// <param name="refresh">The refresh.</param>
    /// <param name="mark">Names the object.</param>
    /// <param name="hash">Of all that is applied.</param>
    public bool Has(ObjectKey refresh, string mark, string hash)
    {
        lock (_lock) return _known.TryGetValue(refresh, out var known) && known.Hashes.GetValueOrDefault(mark) == hash;
    }

    /// <summary>An object was applied.</summary>
    /// <param name="refresh">The refresh.</param>
    /// <param name="mark">Names the object.</param>
    /// <param name="hash">Of all that was applied.</param>
    public void Note(ObjectKey refresh, string mark, string hash)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(refresh, out var known)) known.Hashes[mark] = hash;
        }
    }

    /// <summary>An object is no longer as it was applied.</summary>
    /// <param name="refresh">The refresh.</param>
    /// <param name="mark">Names the object.</param>
    public void Drop(ObjectKey refresh, string mark)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(refresh, out var known)) known.Hashes.Remove(mark);
        }
    }

    /// <summary>A refresh is gone.</summary>
    /// <param name="refresh">The refresh.</param>
    public void Forget(ObjectKey refresh)
    {
        lock (_lock) _known.Remove(refresh);
    }

    private sealed record Known(string Uid, long Since, Dictionary<string, string> Hashes);
}
