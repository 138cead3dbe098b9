using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Resources;
using Penumbra.Sandbox.ApiServer.Schemas;
using Penumbra.Sandbox.ApiServer.Storage;

namespace Penumbra.Sandbox.ApiServer.Writing;

/// <summary>The scale subresource: an autoscaling/v1 Scale in front of the numbers of an object.</summary>
internal sealed class ScaleHandler(ClusterStore store)
{
    public ApiResponse Handle(ResourceRequest request, ScalePaths paths)
    {
        if (request.Raw.Method == "GET")
        {
            var found = store.Get(request.Type, request.Target.Namespace, request.Target.Name);
            return found is null ? ApiResponse.Of(Failures.NotFound(request.Type, request.Target.Name)) : ApiResponse.Json(200, Show(found, paths));
        }

        var body = RequestBody.Read(request.Raw, out var error);
        if (error is not null) return ApiResponse.Of(Failures.BadRequest(error));
        var options = request.Options("scale");
        var result = store.Update(request.Resource, request.Target.Namespace, request.Target.Name, options, current => Scaled(request, current, paths, body));
        return result.Succeeded ? ApiResponse.Json(200, Show(result.Body, paths)) : ApiResponse.Of(result);
    }

    private static ChangeOutcome Scaled(ResourceRequest request, JsonObject current, ScalePaths paths, JsonNode? body)
    {
        var scale = body as JsonObject;
        if (request.Raw.Method == "PATCH")
        {
            var patched = PatchHandler.Patched(Show(current, paths), RequestBody.MediaType(request.Raw), body, Schema.Anything);
            if (patched.Failure is not null) return patched;
            scale = patched.Next;
        }

        if (scale is null) return Failures.BadRequest("the scale is not an object");
        var replicas = scale.Obj("spec").Int("replicas") ?? 0;
        if (replicas < 0 && !request.Resource.IsCustom)
        {
            return Failures.Invalid(request.Type with { Group = "autoscaling", Kind = "Scale" }, request.Target.Name, FieldError.Invalid("spec.replicas", JsonValue.Create(replicas), "must be greater than or equal to 0"));
        }

        var next = current.Copy();
        if (scale.Obj("metadata").Str("resourceVersion") is { Length: > 0 } version) next.Meta()["resourceVersion"] = version;
        string[] path = paths.SpecReplicas.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var parent = next;
        foreach (var name in path[..^1]) parent = parent.Ensure(name);
        parent[path[^1]] = replicas;
        return next;
    }

    private static JsonObject Show(JsonObject obj, ScalePaths paths)
    {
        var meta = obj.Obj("metadata");
        var metadata = new JsonObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"]) metadata.Put(name, meta?[name]);
        var status = new JsonObject { ["replicas"] = Find(obj, paths.StatusReplicas).AsLong() ?? 0 };
        if (paths.Selector is not null && Selector(Find(obj, paths.Selector)) is { Length: > 0 } selector) status["selector"] = selector;
        var spec = new JsonObject();
        if (Find(obj, paths.SpecReplicas).AsLong() is { } replicas) spec["replicas"] = replicas;
        return new JsonObject { ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = metadata, ["spec"] = spec, ["status"] = status };
    }

    private static string? Selector(JsonNode? node) => node switch
    {
        JsonObject selector => string.Join(",", (selector.Obj("matchLabels") ?? []).Select(pair => $"{pair.Key}={pair.Value.AsString()}")),
        _ => node.AsString(),
    };

    private static JsonNode? Find(JsonNode obj, string path) => obj.At(path.Split('.', StringSplitOptions.RemoveEmptyEntries));
}
