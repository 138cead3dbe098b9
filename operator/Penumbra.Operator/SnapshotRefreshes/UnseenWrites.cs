using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Informers;

namespace Penumbra.Operator.SnapshotRefreshes;

/// <summary>What was written for each refresh and its cache has not shown yet: a pass that went by what was there before its own writes would start and tell things twice.</summary>
/// <param name="caches">The caches.</param>
/// <param name="time">The clock, which is that of the caches.</param>
public sealed class UnseenWrites(RefreshCaches caches, TimeProvider time)
{
    private readonly WriteTracker _tracker = new(time);
    private readonly ConcurrentDictionary<ObjectKey, ImmutableHashSet<(ResourceKind Kind, ObjectKey Key)>> _written = new();

    /// <summary>Remembers a write that succeeded.</summary>
    /// <param name="refresh">The refresh that it was made for.</param>
    /// <param name="kind">The kind of what was written.</param>
    /// <param name="key">Its name.</param>
    /// <param name="answer">What the API server answered: the object, or of one that is gone its UID.</param>
    public void Note(ObjectKey refresh, ResourceKind kind, ObjectKey key, JsonObject answer)
    {
        if (Cache(kind) is null) return;
        var metadata = answer["metadata"] as JsonObject;
        if (metadata?["uid"]?.GetValue<string>() is { } uid && metadata["resourceVersion"]?.GetValue<string>() is { } version) _tracker.Note(kind, key, uid, version);
        else if (answer["details"]?["uid"]?.GetValue<string>() is { } gone) _tracker.NoteDeleted(kind, key, gone);
        else return;
        Await(refresh, kind, key);
    }

    /// <summary>Remembers that an object which a cache holds is not there, as the server says: the cache lists anew.</summary>
    /// <param name="refresh">The refresh that it was made for.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="key">Its name.</param>
    public void NoteMissing(ObjectKey refresh, ResourceKind kind, ObjectKey key)
    {
        if (Cache(kind) is null) return;
        _tracker.NoteMissing(kind, key);
        Await(refresh, kind, key);
    }

    /// <summary>Whether a cache has yet to show what was written for a refresh.</summary>
    public bool IsBehind(ObjectKey refresh)
    {
        if (!_written.TryGetValue(refresh, out var written)) return false;
        var unseen = written.Where(one => _tracker.Check(one.Kind, one.Key, Cache(one.Kind)!) != CatchUp.CaughtUp).ToImmutableHashSet();
        if (unseen.IsEmpty) _written.TryRemove(refresh, out _);
        else _written[refresh] = unseen;
        return !unseen.IsEmpty;
    }

    /// <summary>A refresh is gone.</summary>
    public void Forget(ObjectKey refresh) => _written.TryRemove(refresh, out _);

    private void Await(ObjectKey refresh, ResourceKind kind, ObjectKey key) => _written.AddOrUpdate(refresh, [(kind, key)], (_, known) => known.Add((kind, key)));

    private IObjectVersions? Cache(ResourceKind kind) =>
        kind == ResourceKinds.SnapshotRefresh ? caches.Refreshes : kind == ResourceKinds.CronJob ? caches.CronJobs : kind == ResourceKinds.Job ? caches.Jobs : null;
}
