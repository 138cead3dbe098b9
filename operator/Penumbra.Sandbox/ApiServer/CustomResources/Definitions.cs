using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Schemas;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.CustomResources;

/// <summary>The life of CustomResourceDefinitions: what they serve, and what their deletion deletes. Under the store's lock.</summary>
internal static class Definitions
{
    private const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";

    /// <summary>Serves the kind that a stored CRD defines, and shows stored instances with its defaults.</summary>
    public static void Serve(ClusterStore store, JsonObject definition)
    {
        if (definition.Obj("metadata").Str("deletionTimestamp") is not null) return;
        var resource = DefinitionReader.Read(definition);
        if (resource.Versions.Count == 0)
        {
            store.Registry.Remove(resource.Type.Group, resource.Type.Plural);
            return;
        }

        store.Registry.Put(resource);
        foreach (var (key, row) in store.Storage.Rows(resource.Table, null).ToArray())
        {
            var shown = row.Copy();
            Defaulter.Apply(shown, resource.StorageVersion.Schema);
            if (!JsonNode.DeepEquals(row, shown)) store.Storage.Refresh(resource.Table, key, shown);
        }
    }

    /// <summary>A CRD waits for its instances with a finalizer of its own.</summary>
    public static void PrepareDeletion(ClusterStore store, JsonObject definition)
    {
        var meta = definition.Meta();
        if (meta.Str("deletionTimestamp") is not null || store.Storage.Count(Table(definition)) == 0) return;
        meta["finalizers"] = JsonAccess.ArrayOf([.. meta.Arr("finalizers").Strings(), Cleanup]);
    }

    /// <summary>Deletes all instances; those with finalizers stay until they have none.</summary>
    public static void DeleteInstances(ClusterStore store, ObjectDeletions deletions, JsonObject definition)
    {
        var resource = store.Registry.Find(definition.Obj("spec").Str("group") ?? "", definition.Obj("spec").Obj("names").Str("plural") ?? "");
        if (resource is null) return;
        foreach (var (_, row) in store.Storage.Rows(resource.Table, null).ToArray())
        {
            deletions.Delete(resource, resource.StorageVersion, row.ObjectNamespace(), row.ObjectName(), new DeleteOptions());
        }
    }

    /// <summary>After an instance has gone: the last one lets its CRD go, when that is being deleted.</summary>
    public static void FinishDeletion(ClusterStore store, ObjectDeletions deletions, ServedResource resource)
    {
        if (store.Storage.Count(resource.Table) > 0) return;
        var crds = store.Registry.Find(BuiltInTypes.CustomResourceDefinition)!;
        var key = ObjectStorage.Key("", $"{resource.Type.Plural}.{resource.Type.Group}");
        if (store.Storage.Get(crds.Table, key) is not { } stored || stored.Obj("metadata").Str("deletionTimestamp") is null) return;
        var next = stored.Copy();
        string[] finalizers = [.. next.Meta().Arr("finalizers").Strings().Where(finalizer => finalizer != Cleanup)];
        if (finalizers.Length == 0) next.Meta().Remove("finalizers");
        else next.Meta()["finalizers"] = JsonAccess.ArrayOf(finalizers);
        if (ObjectDeletions.IsFinished(crds.Type, next)) deletions.Remove(crds, key, next);
        else store.Publish(crds, store.Storage.Put(crds.Table, key, next));
    }

    /// <summary>Stops serving; a built-in kind that the CRD stood before comes back.</summary>
    public static void Withdraw(ClusterStore store, JsonObject definition)
    {
        var spec = definition.Obj("spec");
        var (group, plural) = (spec.Str("group") ?? "", spec.Obj("names").Str("plural") ?? "");
        store.Registry.Remove(group, plural);
        if (BuiltInResources.Load(store.Schemas).FirstOrDefault(resource => resource.Type.Group == group && resource.Type.Plural == plural) is { } builtIn)
        {
            store.Registry.Put(builtIn);
        }
    }

    private static string Table(JsonObject definition) => $"{definition.Obj("spec").Str("group")}/{definition.Obj("spec").Obj("names").Str("plural")}";
}
