using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.Cluster;

/// <summary>
/// The cluster as the sandbox's own controllers see it: the same storage, admission and bookkeeping (resourceVersion, generation,
/// finalizers, events to watchers) as the HTTP side, without HTTP and without authorization. Calls are synchronous and serialized by one lock.
/// </summary>
public interface IClusterApi
{
    /// <summary>The clock of the cluster: timestamps and timers come from here.</summary>
    TimeProvider Time { get; }

    /// <summary>The kind with that group and plural, built in or defined by a CRD; null when there is none.</summary>
    ResourceType? FindType(string group, string plural);

    /// <summary>The stored object, or null. Never modify it: <c>DeepClone</c> first.</summary>
    JsonObject? Get(ResourceType type, string? ns, string name);

    /// <summary>Objects in the order of their keys, in one namespace or in all; <paramref name="labelSelector"/> is in query syntax (<c>a=b,c!=d</c>).</summary>
    IReadOnlyList<JsonObject> List(ResourceType type, string? ns = null, string? labelSelector = null);

    /// <summary>Creates the object; its metadata says where.</summary>
    ClusterResult Create(ResourceType type, JsonObject obj);

    /// <summary>Replaces the object; a resourceVersion in it is a precondition, none means unconditional. The <c>status</c> is left as it is.</summary>
    ClusterResult Update(ResourceType type, JsonObject obj);

    /// <summary>Replaces only the <c>status</c> of the object.</summary>
    ClusterResult UpdateStatus(ResourceType type, JsonObject obj);

    /// <summary>Deletes as the DELETE verb does (finalizers respected); <paramref name="propagation"/> is Background, Foreground or Orphan.</summary>
    ClusterResult Delete(ResourceType type, string? ns, string name, string propagation = "Background", string? uid = null);

    /// <summary>
    /// Calls <paramref name="observer"/> for each change from now on, in order, on the writer's thread, after the commit and outside the
    /// lock of nobody else's turn: it must only note the change and return. Dispose to end.
    /// </summary>
    IDisposable Subscribe(Action<ClusterChange> observer);
}
