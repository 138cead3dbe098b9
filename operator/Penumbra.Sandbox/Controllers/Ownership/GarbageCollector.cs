using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Ownership;

/// <summary>Deletes objects whose owners (by UID) are gone, and carries out foreground and orphan deletion.</summary>
public sealed class GarbageCollector(IClusterApi cluster) : IController
{
    private const string ForegroundFinalizer = "foregroundDeletion";
    private const string OrphanFinalizer = "orphan";

    // Who names an owner's UID, in a fixed order.
    private readonly Dictionary<string, SortedDictionary<string, WorkKey>> _dependents = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "garbage-collector";

    /// <inheritdoc/>
    public IEnumerable<WorkKey> Affected(ClusterChange change)
    {
        var key = new WorkKey(change.Object.Space(), change.Object.Name(), change.Type);
        Index(change, key);
        var keys = new List<WorkKey>();
        if (change.Verb == "DELETED")
        {
            keys.AddRange(Dependents(change.Object.Uid()));
            // An owner that waits in the foreground may go now.
            keys.AddRange(OwnerKeys(change.Object));
            return keys;
        }
        if (change.Object.Items("metadata", "ownerReferences").Any() || change.Object.IsDeleting())
            keys.Add(key);
        if (change.Object.IsDeleting())
            keys.AddRange(Dependents(change.Object.Uid()));
        return keys;
    }

    /// <inheritdoc/>
    public TimeSpan? Reconcile(WorkKey key)
    {
        if (key.Type is not { } type || cluster.Get(type, key.Space, key.Name) is not { } obj)
            return null;
        if (obj.IsDeleting())
        {
            if (obj.HasFinalizer(OrphanFinalizer))
                return Orphan(type, obj);
            if (obj.HasFinalizer(ForegroundFinalizer))
                return Foreground(type, obj);
            return null;
        }
        return Collect(type, obj);
    }

    private static string Written(WorkKey key) => $"{key.Type?.Group}/{key.Type?.Plural}/{key.Space}/{key.Name}";

    private void Index(ClusterChange change, WorkKey key)
    {
        var now = change.Verb == "DELETED" ? [] : change.Object.Items("metadata", "ownerReferences").Select(owner => owner.Text("uid") ?? "")
            .ToList();
        foreach (var uid in (change.Previous ?? change.Object).Items("metadata", "ownerReferences").Select(owner => owner.Text("uid") ?? ""))
        {
            if (!now.Contains(uid) && _dependents.TryGetValue(uid, out var former) && former.Remove(Written(key)) && former.Count == 0)
                _dependents.Remove(uid);
        }
        foreach (var uid in now)
        {
            if (!_dependents.TryGetValue(uid, out var all))
                _dependents[uid] = all = new SortedDictionary<string, WorkKey>(StringComparer.Ordinal);
            all[Written(key)] = key;
        }
    }

    private List<WorkKey> Dependents(string uid) => _dependents.TryGetValue(uid, out var all) ? [.. all.Values] : [];

    private IEnumerable<WorkKey> OwnerKeys(JsonObject obj)
    {
        foreach (var owner in obj.Items("metadata", "ownerReferences"))
        {
            if (KnownTypes.ByKind(cluster, owner.Text("apiVersion"), owner.Text("kind")) is { } type)
                yield return new WorkKey(type.Namespaced ? obj.Space() : null, owner.Text("name") ?? "", type);
        }
    }

    private IEnumerable<(ResourceType Type, JsonObject Object)> Living(string ownerUid)
    {
        foreach (var key in Dependents(ownerUid))
        {
            if (cluster.Get(key.Type!, key.Space, key.Name) is { } obj && obj.Items("metadata", "ownerReferences")
                .Any(owner => owner.Text("uid") == ownerUid))
                yield return (key.Type!, obj);
        }
    }

    private TimeSpan? Orphan(ResourceType type, JsonObject obj)
    {
        var uid = obj.Uid();
        var all = true;
        foreach (var (dependentType, dependent) in Living(uid).ToList())
            all &= cluster.Edit(dependentType, dependent, copy => RemoveOwners(copy, [uid]));
        return all && RemoveFinalizer(type, obj, OrphanFinalizer) ? null : ClusterWrites.Soon;
    }

    private TimeSpan? Foreground(ResourceType type, JsonObject obj)
    {
        var uid = obj.Uid();
        foreach (var (dependentType, dependent) in Living(uid).ToList())
        {
            if (!dependent.IsDeleting())
                Collect(dependentType, dependent);
        }
        var blocked = Living(uid).Any(item => item.Object.Items("metadata", "ownerReferences")
            .Any(owner => owner.Text("uid") == uid && owner.Flag("blockOwnerDeletion")));
        if (blocked)
            return null;
        return cluster.Get(type, obj.Space(), obj.Name()) is not { } current || RemoveFinalizer(type, current, ForegroundFinalizer) ? null
            : ClusterWrites.Soon;
    }

    private TimeSpan? Collect(ResourceType type, JsonObject obj)
    {
        List<string> gone = [], waiting = [];
        var solid = false;
        foreach (var reference in obj.Items("metadata", "ownerReferences"))
        {
            var uid = reference.Text("uid") ?? "";
            if (KnownTypes.ByKind(cluster, reference.Text("apiVersion"), reference.Text("kind")) is not { } ownerType)
            {
                // A kind that is not served now may be served again: never a reason to delete.
                solid = true;
                continue;
            }
            var owner = cluster.Get(ownerType, ownerType.Namespaced ? obj.Space() : null, reference.Text("name") ?? "");
            if (owner is null || owner.Uid() != uid)
                gone.Add(uid);
            else if (owner.IsDeleting() && owner.HasFinalizer(ForegroundFinalizer))
                waiting.Add(uid);
            else
                solid = true;
        }
        if (gone.Count == 0 && waiting.Count == 0)
            return null;
        if (solid)
            return cluster.Edit(type, obj, copy => RemoveOwners(copy, [.. gone, .. waiting])) ? null : ClusterWrites.Soon;
        var propagation = waiting.Count > 0 && Living(obj.Uid()).Any() ? "Foreground"
            : obj.HasFinalizer(OrphanFinalizer) ? "Orphan"
            : obj.HasFinalizer(ForegroundFinalizer) ? "Foreground" : "Background";
        cluster.Delete(type, obj, propagation);
        return null;
    }

    private static void RemoveOwners(JsonObject obj, List<string> uids)
    {
        var meta = obj.Child("metadata");
        var left = meta.Items("ownerReferences").Where(owner => !uids.Contains(owner.Text("uid") ?? "")).ToList();
        if (left.Count == 0)
            meta.Remove("ownerReferences");
        else
            meta["ownerReferences"] = left.ToJsonArray();
    }

    private bool RemoveFinalizer(ResourceType type, JsonObject obj, string finalizer)
        => cluster.Edit(type, obj, copy =>
        {
            var left = copy.Texts("metadata", "finalizers").Where(name => name != finalizer).ToList();
            if (left.Count == 0)
                copy.Child("metadata").Remove("finalizers");
            else
                copy.Child("metadata")["finalizers"] = new JsonArray([.. left.Select(name => (JsonNode?)name)]);
        });
}
