using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Protobuf;
using Penumbra.Sandbox.ApiServer.Reading;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.ApiServer.Tables;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Writing;

/// <summary>POST, PUT and DELETE of objects.</summary>
internal sealed class WriteHandler(ClusterStore store)
{
    private static readonly string[] Accepted = ["application/json", "application/yaml", ProtobufReader.MediaType];

    public ApiResponse Create(ResourceRequest request)
    {
        if (Body(request, out var failure) is not { } obj) return ApiResponse.Of(failure!);
        if (Misplaced(request, obj) is { } misplaced) return ApiResponse.Of(misplaced);
        var options = request.Options();
        return Answer(request, store.Create(request.Resource, obj, options), options);
    }

    public ApiResponse Replace(ResourceRequest request, string? subresource)
    {
        if (Body(request, out var failure) is not { } obj) return ApiResponse.Of(failure!);
        if (Misplaced(request, obj) is { } misplaced) return ApiResponse.Of(misplaced);
        var options = request.Options(subresource) with { VersionRequired = request.Resource.IsCustom };
        if (string.IsNullOrEmpty(obj.ObjectName())) return ApiResponse.Of(Failures.BadRequest($"the name of the object () does not match the name on the URL ({request.Target.Name})"));
        return Answer(request, store.Update(request.Resource, request.Target.Namespace, request.Target.Name, options, _ => obj), options);
    }

    public ApiResponse Delete(ResourceRequest request)
    {
        if (Options(request, out var failure) is not { } options) return ApiResponse.Of(failure!);
        var result = store.Delete(request.Resource, request.Version, request.Target.Namespace, request.Target.Name, options);
        return ApiResponse.Of(result);
    }

    public ApiResponse DeleteCollection(ResourceRequest request)
    {
        if (Options(request, out var failure) is not { } options) return ApiResponse.Of(failure!);
        if (ObjectFilter.Of(request, out var malformed) is not { } filter) return ApiResponse.Of(malformed!);
        var doomed = store.List(request.Type, filter.Namespace).Where(filter.Matches).ToArray();
        var answers = new List<JsonObject>();
        foreach (var obj in doomed)
        {
            var result = store.Delete(request.Resource, request.Version, obj.ObjectNamespace(), obj.ObjectName(), options);
            if (!result.Succeeded && result.Code != 404) return ApiResponse.Of(result);
            answers.Add(obj);
        }

        var metadata = new JsonObject { ["resourceVersion"] = store.Version.ToString() };
        return ApiResponse.Json(200, Presentation.Of(request, store.Time).List(answers, metadata));
    }

    /// <summary>The answer to a write, with its warnings.</summary>
    public ApiResponse Answer(ResourceRequest request, ClusterResult result, WriteOptions options)
    {
        var answer = result.Succeeded ? ApiResponse.Json(result.Code, Presentation.Of(request, store.Time).Single(result.Body)) : ApiResponse.Of(result);
        return answer.WithWarnings(options.Warnings);
    }

    /// <summary>The body as an object, or why it cannot be one.</summary>
    public static JsonObject? Body(ResourceRequest request, out ClusterResult? failure)
    {
        failure = null;
        if (!Accepted.Contains(RequestBody.MediaType(request.Raw)))
        {
            failure = Failures.UnsupportedMediaType(Accepted);
            return null;
        }

        if (RequestBody.Read(request.Raw, out var error) is JsonObject obj) return obj;
        failure = Failures.BadRequest($"the object provided is unrecognized (must be of type {request.Type.Kind}): {error ?? "it is not an object"}");
        return null;
    }

    private static ClusterResult? Misplaced(ResourceRequest request, JsonObject obj)
    {
        var type = request.Type;
        if (obj.Str("apiVersion") is { } version && version != type.ApiVersion)
        {
            return Failures.BadRequest($"the API version in the data ({version}) does not match the expected API version ({type.ApiVersion})");
        }

        if (request.Resource.IsCustom && obj.Str("kind") is { } wrong && wrong != type.Kind) return Failures.Invalid(type with { Kind = wrong }, obj.ObjectName(), FieldError.Invalid("kind", wrong, $"must be {type.Kind}"));
        if (obj.Str("kind") is { } kind && kind != type.Kind) return Failures.BadRequest($"{kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}");
        if (request.Resource.IsCustom && (obj["apiVersion"] is null || obj["kind"] is null)) return Failures.BadRequest("Object 'Kind' is missing in the body");
        if (obj["metadata"] is not (null or JsonObject)) return Failures.BadRequest("metadata must be an object");
        if (!type.Namespaced) return null;
        var ns = obj.ObjectNamespace();
        if (ns.Length > 0 && ns != request.Target.Namespace) return Failures.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        obj.Meta()["namespace"] = request.Target.Namespace;
        return null;
    }

    private static DeleteOptions? Options(ResourceRequest request, out ClusterResult? failure)
    {
        failure = null;
        JsonNode? body = null;
        if (request.Raw.Body.Length > 0)
        {
            body = RequestBody.Read(request.Raw, out var error);
            if (error is not null)
            {
                failure = Failures.BadRequest($"the options are malformed: {error}");
                return null;
            }
        }

        var orphan = body.Bool("orphanDependents") ?? (request.Query["orphanDependents"] is { } text ? text == "true" : null);
        var propagation = body.Str("propagationPolicy") ?? request.Query["propagationPolicy"] ?? orphan switch { true => "Orphan", false => "Background", _ => null };
        if (body.Bool("orphanDependents") is not null && body.Str("propagationPolicy") is { } both)
        {
            failure = Failures.WrongOptions("DeleteOptions", FieldError.Invalid("propagationPolicy", both, "orphanDependents and deletionPropagation cannot be both set"));
            return null;
        }

        if (propagation is not (null or "Background" or "Foreground" or "Orphan"))
        {
            failure = Failures.WrongOptions("DeleteOptions", FieldError.Unsupported("propagationPolicy", propagation, ["\"Foreground\"", "\"Background\"", "\"Orphan\"", "\"nil\""]));
            return null;
        }

        return new DeleteOptions
        {
            Propagation = propagation,
            Uid = body.Obj("preconditions").Str("uid"),
            ResourceVersion = body.Obj("preconditions").Str("resourceVersion"),
            GracePeriodSeconds = body.Int("gracePeriodSeconds") ?? request.Query.Number("gracePeriodSeconds"),
            DryRun = request.Query.DryRun || body.Arr("dryRun").Strings().Contains("All"),
        };
    }
}
