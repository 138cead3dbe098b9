using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Controllers.Common;

/// <summary>Reads and builds the metadata that every object has.</summary>
internal static class ObjectMeta
{
    public static string Name(this JsonObject obj) => obj.Text("metadata", "name") ?? "";

    public static string? Space(this JsonObject obj) => obj.Text("metadata", "namespace");

    public static string Uid(this JsonObject obj) => obj.Text("metadata", "uid") ?? "";

    public static string? Label(this JsonObject obj, string key) => obj.Text("metadata", "labels", key);

    public static string? Annotation(this JsonObject obj, string key) => obj.Text("metadata", "annotations", key);

    public static bool IsDeleting(this JsonObject obj) => obj.At("metadata", "deletionTimestamp") is not null;

    public static long Generation(this JsonObject obj) => obj.Number("metadata", "generation") ?? 0;

    public static DateTimeOffset Created(this JsonObject obj) => obj.Moment("metadata", "creationTimestamp") ?? DateTimeOffset.UnixEpoch;

    public static WorkKey Key(this JsonObject obj) => new(obj.Space(), obj.Name());

    /// <summary>The reference of the one owner that manages the object, or null.</summary>
    public static JsonObject? ControllerRef(this JsonObject obj) => obj.Items("metadata", "ownerReferences")
        .FirstOrDefault(owner => owner.Flag("controller"));

    /// <summary>Whether <paramref name="owner"/>, by UID, manages the object.</summary>
    public static bool IsControlledBy(this JsonObject obj, JsonObject owner) => obj.ControllerRef()?.Text("uid") == owner.Uid();

    /// <summary>The key of the managing owner, when it is of <paramref name="kind"/>.</summary>
    public static IEnumerable<WorkKey> ControllerKey(this JsonObject obj, string kind)
        => obj.ControllerRef() is { } owner && owner.Text("kind") == kind ? [new WorkKey(obj.Space(), owner.Text("name") ?? "")] : [];

    /// <summary>An owner reference with <c>controller</c> and <c>blockOwnerDeletion</c> set.</summary>
    public static JsonObject OwnerReference(ResourceType type, JsonObject owner) => new()
    {
        ["apiVersion"] = type.ApiVersion,
        ["kind"] = type.Kind,
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    public static bool HasFinalizer(this JsonObject obj, string finalizer) => obj.Texts("metadata", "finalizers")
        .Contains(finalizer, StringComparer.Ordinal);

    public static JsonObject Copy(this JsonObject obj) => (JsonObject)obj.DeepClone();

    /// <summary>Whether a pod counts: neither finished nor on its way out.</summary>
    public static bool IsActivePod(this JsonObject pod) => !pod.IsDeleting() && pod.Text("status", "phase") is not ("Succeeded" or "Failed");

    public static bool IsReadyPod(this JsonObject pod) => Conditions.Status(pod, "Ready") == "True";
}
