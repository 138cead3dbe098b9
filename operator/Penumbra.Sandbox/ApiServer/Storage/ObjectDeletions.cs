using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.CustomResources;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>Deletions as a real API server does them: preconditions, finalizers, propagation, grace periods of pods. Under the store's lock.</summary>
internal sealed class ObjectDeletions(ClusterStore store)
{
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";

    /// <summary>Whether an object that is being deleted has nothing left to wait for.</summary>
    public static bool IsFinished(ResourceType type, JsonObject obj)
    {
        var meta = obj.Obj("metadata");
        if (meta.Str("deletionTimestamp") is null || meta.Arr("finalizers") is { Count: > 0 }) return false;
        if (type == BuiltInTypes.Namespace && obj.Obj("spec").Arr("finalizers") is { Count: > 0 }) return false;
        return meta.Int("deletionGracePeriodSeconds") is null or 0;
    }

    public ClusterResult Delete(ServedResource resource, ServedVersion version, string? ns, string name, DeleteOptions options)
    {
        var type = resource.TypeIn(version.Name);
        var key = ObjectStorage.Key(type.Namespaced ? ns : "", name);
        if (store.Storage.Get(resource.Table, key) is not { } stored) return Failures.NotFound(type, name);
        if (Preconditions(type, name, stored, options) is { } failed) return failed;

        var next = stored.Copy();
        Propagate(next.Meta(), options.Propagation);
        if (resource.Type == BuiltInTypes.CustomResourceDefinition) Definitions.PrepareDeletion(store, next);
        Mark(type, next, options);
        if (options.DryRun) return Answer(resource, version, next, removed: IsFinished(type, next));
        if (IsFinished(type, next))
        {
            // Nothing has marked the object before: its last state is the stored one.
            Remove(resource, key, stored.Obj("metadata").Str("deletionTimestamp") is null ? stored : next);
            return Answer(resource, version, next, removed: true);
        }

        if (!JsonNode.DeepEquals(stored, next))
        {
            store.Publish(resource, store.Storage.Put(resource.Table, key, next));
            if (resource.Type == BuiltInTypes.CustomResourceDefinition) Definitions.DeleteInstances(store, this, next);
        }

        var left = store.Storage.Get(resource.Table, key);
        return Answer(resource, version, left ?? next, removed: left is null);
    }

    /// <summary>Takes the object out of the store, and what depends on that.</summary>
    public void Remove(ServedResource resource, string key, JsonObject last)
    {
        store.Publish(resource, store.Storage.Remove(resource.Table, key, last));
        if (resource.Type == BuiltInTypes.CustomResourceDefinition) Definitions.Withdraw(store, last);
        if (resource.DefinedBy.Length > 0) Definitions.FinishDeletion(store, this, resource);
    }

    private void Mark(ResourceType type, JsonObject obj, DeleteOptions options)
    {
        var meta = obj.Meta();
        var grace = type == BuiltInTypes.Pod ? GraceOf(obj, options) : 0;
        if (meta.Str("deletionTimestamp") is not null)
        {
            // A later request can only shorten the time that a pod has.
            if (meta.Int("deletionGracePeriodSeconds") is { } left && grace < left && options.GracePeriodSeconds is not null) meta["deletionGracePeriodSeconds"] = grace;
            return;
        }

        meta["deletionTimestamp"] = JsonAccess.Stamp(store.Time.GetUtcNow().AddSeconds(grace));
        meta["deletionGracePeriodSeconds"] = grace;
        if (meta.Int("generation") is { } generation and > 0) meta["generation"] = generation + 1;
        if (type == BuiltInTypes.Namespace) obj.Ensure("status")["phase"] = "Terminating";
    }

    private static long GraceOf(JsonObject pod, DeleteOptions options)
    {
        var started = pod.Obj("spec").Str("nodeName") is { Length: > 0 };
        var ended = pod.Obj("status").Str("phase") is "Succeeded" or "Failed";
        if (!started || ended) return 0;
        return options.GracePeriodSeconds ?? pod.Obj("spec").Int("terminationGracePeriodSeconds") ?? 30;
    }

    private static void Propagate(JsonObject meta, string? propagation)
    {
        if (propagation is null) return;
        List<string> finalizers = [.. meta.Arr("finalizers").Strings().Where(finalizer => finalizer is not (Orphan or Foreground))];
        if (propagation == "Orphan") finalizers.Add(Orphan);
        if (propagation == "Foreground") finalizers.Add(Foreground);
        if (finalizers.Count == 0) meta.Remove("finalizers");
        else meta["finalizers"] = JsonAccess.ArrayOf(finalizers);
    }

    private static ClusterResult? Preconditions(ResourceType type, string name, JsonObject stored, DeleteOptions options)
    {
        var (uid, version) = (stored.Obj("metadata").Str("uid"), stored.Obj("metadata").Str("resourceVersion"));
        if (options.Uid is { } wished && wished != uid)
        {
            return Failures.Conflict(type with { Plural = type.Kind }, name, $"the UID in the precondition ({wished}) does not match the UID in record ({uid}). The object might have been deleted and then recreated");
        }

        if (options.ResourceVersion is { } asked && asked != version)
        {
            return Failures.Conflict(type with { Plural = type.Kind }, name, $"the ResourceVersion in the precondition ({asked}) does not match the ResourceVersion in record ({version}). The object might have been modified");
        }

        return null;
    }

    private static ClusterResult Answer(ServedResource resource, ServedVersion version, JsonObject obj, bool removed)
    {
        var shown = ObjectForms.Show(resource, version.Name, obj);
        var returnsObject = !removed || resource.Type == BuiltInTypes.Pod || resource.Type == BuiltInTypes.Service || resource.Type == BuiltInTypes.ServiceAccount;
        return new ClusterResult(200, returnsObject ? shown : Failures.Success(resource.Type, obj.ObjectName(), obj.Obj("metadata").Str("uid") ?? ""));
    }
}
