using Penumbra.Kubernetes.Client;

namespace Penumbra.Kubernetes.Informers;

/// <summary>
/// Read-your-own-writes: remembers the last version written per object, so that no pass decides on a cache that has not seen it.
/// The idea is of Kubernetes' own controllers (1.36), cluster-api and Argo Rollouts.
/// </summary>
/// <param name="time">The clock; the informers must run on the same.</param>
/// <param name="limit">After how long a cache that is behind is asked to list anew; 30 s when null.</param>
public sealed class WriteTracker(TimeProvider time, TimeSpan? limit = null)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<(ResourceKind Kind, ObjectKey Key), TrackedWrite> _written = [];
    private readonly TimeSpan _limit = limit ?? TimeSpan.FromSeconds(30);

    /// <summary>How many writes no cache has confirmed yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _written.Count;
        }
    }

    /// <summary>Remembers a write that succeeded.</summary>
    public void Note(ResourceKind kind, ObjectKey key, string uid, string resourceVersion) => Remember(kind, key, new(uid, resourceVersion, time.GetTimestamp()));

    /// <summary>Remembers a deletion that succeeded.</summary>
    public void NoteDeleted(ResourceKind kind, ObjectKey key, string uid) => Remember(kind, key, new(uid, null, time.GetTimestamp()));

    /// <summary>Remembers that an object which a cache may hold is not there: the cache is asked to list anew at once, as whoever deleted it did so unseen.</summary>
    public void NoteMissing(ResourceKind kind, ObjectKey key) => Remember(kind, key, new("", null, time.GetTimestamp()) { IsMissing = true });

    /// <summary>Whether the cache has seen the last write to an object. Also asks for a list when it has been behind for too long.</summary>
    public CatchUp Check(ResourceKind kind, ObjectKey key, IObjectVersions store)
    {
        TrackedWrite? write;
        lock (_lock) write = _written.GetValueOrDefault((kind, key));
        if (write is null) return CatchUp.CaughtUp;
        if (HasSeen(write, store, key))
        {
            lock (_lock)
            {
                if (_written.GetValueOrDefault((kind, key)) == write) _written.Remove((kind, key));
            }

            return CatchUp.CaughtUp;
        }

        if ((write.Asked is not null || !write.IsMissing) && time.GetElapsedTime(write.Asked ?? write.At) < _limit) return write.Asked is null ? CatchUp.Behind : CatchUp.Overdue;
        lock (_lock)
        {
            if (_written.GetValueOrDefault((kind, key)) == write) _written[(kind, key)] = write with { Asked = time.GetTimestamp() };
        }

        store.RequestList();
        return CatchUp.Overdue;
    }

    /// <summary>Whether the cache has seen the last write to an object.</summary>
    public bool IsCaughtUp(ResourceKind kind, ObjectKey key, IObjectVersions store) => Check(kind, key, store) == CatchUp.CaughtUp;

    private static bool HasSeen(TrackedWrite write, IObjectVersions store, ObjectKey key)
    {
        // A list that was asked for after the write contains it, whatever the versions say.
        if (store.ListedAt > write.At) return true;
        var present = store.VersionOf(key);
        if (write.IsMissing) return present is null;
        if (write.ResourceVersion is null) return present?.Uid != write.Uid;
        if (present is { } item && ResourceVersions.Compare(item.ResourceVersion, write.ResourceVersion) >= 0) return true;
        return ResourceVersions.Compare(store.LatestVersion, write.ResourceVersion) >= 0;
    }

    private void Remember(ResourceKind kind, ObjectKey key, TrackedWrite write)
    {
        lock (_lock)
        {
            _written[(kind, key)] = write;
            if (_written.Count <= MostRemembered) return;
            // Writes to kinds that nobody caches are never confirmed.
            foreach (var (old, entry) in _written.ToList())
            {
                if (time.GetElapsedTime(entry.At) > ForgottenAfter) _written.Remove(old);
            }
        }
    }

    private sealed record TrackedWrite(string Uid, string? ResourceVersion, long At, long? Asked = null)
    {
        public bool IsMissing { get; init; }
    }
}
