using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Patch;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Schemas;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Writing;

/// <summary>PATCH in its four forms.</summary>
internal sealed class PatchHandler(ClusterStore store, WriteHandler writes)
{
    private const string JsonForm = "application/json-patch+json";
    private const string MergeForm = "application/merge-patch+json";
    private const string StrategicForm = "application/strategic-merge-patch+json";
    private const string ApplyForm = "application/apply-patch+yaml";

    /// <summary>Patches the object; <paramref name="mayCreate"/> is asked before an application creates it.</summary>
    public ApiResponse Patch(ResourceRequest request, string? subresource, Func<ClusterResult?> mayCreate)
    {
        var form = RequestBody.MediaType(request.Raw);
        if (form is not (JsonForm or MergeForm or StrategicForm or ApplyForm) || (form == StrategicForm && request.Resource.IsCustom))
        {
            return ApiResponse.Of(Failures.UnsupportedMediaType(request.Resource.IsCustom ? [JsonForm, MergeForm, ApplyForm] : [JsonForm, MergeForm, StrategicForm, ApplyForm]));
        }

        var body = RequestBody.Read(request.Raw, out var error);
        if (error is not null) return ApiResponse.Of(Failures.BadRequest($"the patch is malformed: {error}"));
        if (form == ApplyForm) return Apply(request, subresource, body, mayCreate);
        var options = request.Options(subresource);
        var result = store.Update(request.Resource, request.Target.Namespace, request.Target.Name, options, current => Patched(current, form, body, options.Version.Schema));
        return writes.Answer(request, result, options);
    }

    /// <summary>The object with a patch applied.</summary>
    public static ChangeOutcome Patched(JsonObject current, string form, JsonNode? body, Schema schema)
    {
        var next = current.Copy();
        switch (form, body)
        {
            case (JsonForm, JsonArray operations):
                if (operations.FirstOrDefault(operation => !JsonPatch.Knows(operation)) is { } odd) return Failures.BadRequest($"invalid operation {odd.ToJsonString(JsonText.Relaxed)}: unsupported operation");
                if (JsonPatch.Apply(next, operations, out var error) is JsonObject patched) return patched;
                return Rejected();
            case (MergeForm, JsonObject patch):
                MergePatch.Apply(next, patch);
                return next;
            case (StrategicForm, JsonObject patch):
                StrategicMergePatch.Apply(next, patch, schema);
                return next;
            default:
                return Failures.BadRequest($"error decoding patch: json: cannot unmarshal {(body is JsonArray ? "array" : "object")} into Go value of type {(form == JsonForm ? "[]handlers.jsonPatchOp" : "map[string]interface {}")}");
        }
    }

    private ApiResponse Apply(ResourceRequest request, string? subresource, JsonNode? body, Func<ClusterResult?> mayCreate)
    {
        if (body is not JsonObject config) return ApiResponse.Of(Failures.BadRequest("the configuration is not an object"));
        if (request.Query["fieldManager"] is not { } manager)
        {
            return ApiResponse.Of(Failures.Of(422, "Invalid", "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch", new JsonObject
            {
                ["group"] = "meta.k8s.io",
                ["kind"] = "PatchOptions",
                ["causes"] = new JsonArray(FieldError.Required("fieldManager", "is required for apply patch").ToCause()),
            }));
        }

        if (config.Obj("metadata")?["managedFields"] is JsonArray { Count: > 0 }) return ApiResponse.Of(Failures.BadRequest("metadata.managedFields must be nil"));
        if (Mismatch(request, config) is { } mismatch) return ApiResponse.Of(mismatch);
        var options = request.Options(subresource) with { Manager = null };
        if (subresource == "status") config = new JsonObject { ["metadata"] = new JsonObject { ["name"] = request.Target.Name }, ["status"] = config["status"]?.DeepClone() };
        var force = request.Query.Flag("force");
        ChangeOutcome Outcome(JsonObject? live) => store.Ownership.Apply(live, config.Copy(), request.Resource, options, manager, force, store.Now);

        var exists = store.Get(request.Type, request.Target.Namespace, request.Target.Name) is not null;
        if (exists) return writes.Answer(request, store.Update(request.Resource, request.Target.Namespace, request.Target.Name, options, Outcome), options);
        if (subresource is not null) return ApiResponse.Of(Failures.NotFound(request.Type, request.Target.Name));
        if (mayCreate() is { } forbidden) return ApiResponse.Of(forbidden);
        config.Obj("metadata")?.Remove("resourceVersion");
        if (config.Obj("metadata").Str("uid") is { Length: > 0 })
        {
            return ApiResponse.Of(Failures.Conflict(request.Type, request.Target.Name, "uid mismatch: the provided object specified uid, and no existing object was found"));
        }

        var made = Outcome(null);
        return made.Failure is { } failed ? ApiResponse.Of(failed) : writes.Answer(request, store.Create(request.Resource, made.Next!, options), options);
    }

    private static ClusterResult? Mismatch(ResourceRequest request, JsonObject config)
    {
        if (config.Str("apiVersion") != request.Type.ApiVersion || config.Str("kind") != request.Type.Kind)
        {
            return Failures.BadRequest($"invalid object type: {config.Str("apiVersion") ?? "/"}, Kind={config.Str("kind")}");
        }

        var (name, ns) = (config.ObjectName(), config.ObjectNamespace());
        if (name.Length > 0 && name != request.Target.Name) return Failures.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Target.Name})");
        if (ns.Length > 0 && ns != request.Target.Namespace) return Failures.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        config.Meta()["name"] = request.Target.Name;
        if (request.Type.Namespaced) config.Meta()["namespace"] = request.Target.Namespace;
        return null;
    }

    // A real API server names neither the operation nor the test.
    private static ClusterResult Rejected() => Failures.Of(422, "Invalid", "the server rejected our request due to an error in our request", new JsonObject());
}
