using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Admission;
using Penumbra.Sandbox.ApiServer.Apply;
using Penumbra.Sandbox.ApiServer.CustomResources;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>Creations and updates as a real API server does them. Under the store's lock.</summary>
internal sealed class ObjectWrites(ClusterStore store, AdmissionRules admission, ObjectDeletions deletions)
{
    public ClusterResult Create(ServedResource resource, JsonObject obj, WriteOptions options)
    {
        var type = resource.TypeIn(options.Version.Name);
        obj["apiVersion"] = type.ApiVersion;
        obj["kind"] = type.Kind;
        var meta = obj.Meta();
        if (!type.Namespaced) meta.Remove("namespace");
        NameIt(meta);
        foreach (var name in (string[])["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink"]) meta.Remove(name);
        if (obj.ObjectVersion() != 0) return Failures.InternalError("resourceVersion should not be set on objects to be created");
        meta.Remove("resourceVersion");
        if (options.Version.HasStatus && type.Kind != "CustomResourceDefinition") obj.Remove("status");
        if (resource.HasGeneration) meta["generation"] = 1;
        if (admission.Admit(resource, obj, null, options) is { } refused) return refused;
        if (NamespaceRefuses(type, obj) is { } missing) return missing;
        var key = ObjectStorage.Key(obj.ObjectNamespace(), obj.ObjectName());
        if (store.Storage.Get(resource.Table, key) is { } existing) return Failures.AlreadyExists(type, obj.ObjectName(), deleting: resource.IsCustom && existing.Obj("metadata").Str("deletionTimestamp") is not null);

        meta["uid"] = store.Uids.Next();
        meta["creationTimestamp"] = store.Now;
        store.Ownership.Record(null, obj, resource, options, store.Now);
        if (options.DryRun) return new ClusterResult(201, obj);
        var stored = Commit(resource, key, ObjectForms.Store(resource, obj));
        return new ClusterResult(201, ObjectForms.Show(resource, options.Version.Name, stored));
    }

    public ClusterResult Update(ServedResource resource, string? ns, string name, WriteOptions options, Func<JsonObject, ChangeOutcome> change)
    {
        var type = resource.TypeIn(options.Version.Name);
        var key = ObjectStorage.Key(type.Namespaced ? ns : "", name);
        if (store.Storage.Get(resource.Table, key) is not { } stored) return Failures.NotFound(type, name);
        var current = ObjectForms.Show(resource, options.Version.Name, stored);
        var outcome = change(current);
        if (outcome.Failure is not null) return outcome.Failure;
        var next = outcome.Next!;
        if (resource.IsCustom && Immutable(type, name, current, next, options) is { } immutable) return immutable;
        next["apiVersion"] = type.ApiVersion;
        next["kind"] = type.Kind;
        if (Preconditions(resource, type, name, current, next, options) is { } failed) return failed;
        Carry(resource, current, next, options);
        if (admission.Admit(resource, next, current, options) is { } refused) return refused;
        if (JsonNode.DeepEquals(current, next)) return new ClusterResult(200, current);
        CountGeneration(resource, current, next);
        store.Ownership.Record(current, next, resource, options, store.Now);
        if (FieldOwnership.SameButForTimes(current, next)) return new ClusterResult(200, current);
        if (options.DryRun) return new ClusterResult(200, next);
        var replaced = ObjectForms.Store(resource, next);
        if (ObjectDeletions.IsFinished(type, replaced))
        {
            deletions.Remove(resource, key, replaced);
            return new ClusterResult(200, ObjectForms.Show(resource, options.Version.Name, replaced));
        }

        return new ClusterResult(200, ObjectForms.Show(resource, options.Version.Name, Commit(resource, key, replaced)));
    }

    private JsonObject Commit(ServedResource resource, string key, JsonObject obj)
    {
        var entry = store.Storage.Put(resource.Table, key, obj);
        store.Publish(resource, entry);
        if (resource.Type == BuiltInTypes.CustomResourceDefinition) Definitions.Serve(store, entry.Object);
        return entry.Object;
    }

    private void NameIt(JsonObject meta)
    {
        if (!string.IsNullOrEmpty(meta.Str("name")) || meta.Str("generateName") is not { Length: > 0 } prefix) return;
        meta["name"] = (prefix.Length > 58 ? prefix[..58] : prefix) + store.Uids.Suffix(5);
    }

    private ClusterResult? NamespaceRefuses(ResourceType type, JsonObject obj)
    {
        if (!type.Namespaced) return null;
        var name = obj.ObjectNamespace();
        if (store.Storage.Get(BuiltInResources.NamespaceTable, ObjectStorage.Key("", name)) is not { } ns) return Failures.NotFound(BuiltInTypes.Namespace, name);
        if (ns.Obj("metadata").Str("deletionTimestamp") is null) return null;
        return Failures.Forbidden(type, obj.ObjectName(), $"unable to create new content in namespace {name} because it is being terminated", new JsonArray(new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {name} is being terminated",
            ["field"] = "metadata.namespace",
        }));
    }

    // A PUT that names another object's UID has an answer of its own.
    private static ClusterResult? Immutable(ResourceType type, string name, JsonObject current, JsonObject next, WriteOptions options)
    {
        var (was, wished) = (current.Obj("metadata")!, next.Obj("metadata"));
        if (next.Str("kind") is { } kind && kind != type.Kind) return Failures.Invalid(type with { Kind = kind }, name, FieldError.Invalid("kind", kind, $"must be {type.Kind}"));
        if (next.Str("apiVersion") is { } version && version != type.ApiVersion) return Failures.Invalid(type, name, FieldError.Invalid("apiVersion", version, $"must be {type.ApiVersion}"));
        if (type.Namespaced && wished.Str("namespace") is { Length: > 0 } ns && ns != was.Str("namespace")) return Failures.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (!options.VersionRequired && wished.Str("uid") is { Length: > 0 } uid && uid != was.Str("uid")) return Failures.Invalid(type, name, FieldError.Invalid("metadata.uid", uid, "field is immutable"));
        if (was.Str("deletionTimestamp") is null && wished.Str("deletionTimestamp") is { } deletion) return Failures.Invalid(type, name, FieldError.Invalid("metadata.deletionTimestamp", deletion, "field is immutable"));
        return null;
    }

    private static ClusterResult? Preconditions(ServedResource resource, ResourceType type, string name, JsonObject current, JsonObject next, WriteOptions options)
    {
        var (was, wished) = (current.Obj("metadata")!, next.Meta());
        if (wished.Str("name") is { Length: > 0 } other && other != name)
        {
            return Failures.BadRequest($"the name of the object ({other}) does not match the name on the URL ({name})");
        }

        var version = wished.Str("resourceVersion") ?? "";
        if (version.Length == 0 || version == "0")
        {
            if (options.VersionRequired) return Failures.Invalid(type with { Kind = resource.IsCustom ? type.Plural : type.Kind }, name, FieldError.Invalid("metadata.resourceVersion", JsonValue.Create(0), "must be specified for an update"));
        }
        else if (!long.TryParse(version, out _) && resource.IsCustom)
        {
            return Failures.InternalError($"strconv.ParseUint: parsing \"{version}\": invalid syntax");
        }
        else if (!long.TryParse(version, out _))
        {
            return Failures.Invalid(type, name, FieldError.Invalid("metadata.resourceVersion", version, "must be an unsigned integer"));
        }
        else if (version != was.Str("resourceVersion"))
        {
            return Failures.Modified(type, name);
        }

        if (wished.Str("uid") is { Length: > 0 } uid && uid != was.Str("uid"))
        {
            return Failures.Conflict(type, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {was.Str("uid")}");
        }

        return null;
    }

    /// <summary>What the writer may not change stays as it is: the system's metadata, and the other side of the status split.</summary>
    private static void Carry(ServedResource resource, JsonObject current, JsonObject next, WriteOptions options)
    {
        var was = current.Obj("metadata")!;
        if (options.Subresource == "status")
        {
            var managed = next.Meta()["managedFields"]?.DeepClone();
            var status = next["status"]?.DeepClone();
            foreach (var name in next.Select(pair => pair.Key).ToArray()) next.Remove(name);
            foreach (var (name, value) in current) next[name] = value?.DeepClone();
            next.Put("status", status);
            if (managed is not null) next.Meta()["managedFields"] = managed;
            return;
        }

        var meta = next.Meta();
        foreach (var name in (string[])["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink", "resourceVersion"])
        {
            meta.Put(name, was[name]);
        }

        // An empty list of owners is a client's wish to reset the record; a missing one keeps it.
        if (!meta.ContainsKey("managedFields")) meta.Put("managedFields", was["managedFields"]);
        if (resource.StorageVersion.HasStatus) next.Put("status", current["status"]);
        if (resource.Type == BuiltInTypes.Namespace && options.Subresource != "finalize") next.Put("spec", current["spec"]);
    }

    private static void CountGeneration(ServedResource resource, JsonObject current, JsonObject next)
    {
        if (!resource.HasGeneration) return;
        string[] apart = resource.StorageVersion.HasStatus ? ["metadata", "status"] : ["metadata"];
        var names = current.Select(pair => pair.Key).Union(next.Select(pair => pair.Key)).Except(apart);
        var changed = names.Any(name => !JsonNode.DeepEquals(current[name], next[name]));

        // A real API server counts changes of a Deployment's annotations too.
        if (resource.Type == BuiltInTypes.Deployment)
        {
            changed |= !JsonNode.DeepEquals(current.Obj("metadata")?["annotations"], next.Obj("metadata")?["annotations"]);
        }

        if (changed) next.Meta()["generation"] = (current.Obj("metadata").Int("generation") ?? 0) + 1;
    }
}
