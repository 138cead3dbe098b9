using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Authorization;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Reading;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.ApiServer.Watching;
using Penumbra.Sandbox.ApiServer.Writing;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer;

/// <summary>Sends requests for resources to whoever handles them.</summary>
internal sealed class ResourceRouter(ClusterStore store, ApiServerOptions options, RbacAuthorizer rbac, TokenIssuer tokens)
{
    private readonly ReadHandler _reads = new(store);
    private readonly WatchHandler _watches = new(store, options);
    private readonly WriteHandler _writes = new(store);
    private readonly PatchHandler _patches = new(store, new WriteHandler(store));
    private readonly ScaleHandler _scales = new(store);

    public ApiResponse Handle(ApiRequest raw, RequestTarget target, RequestQuery query, UserIdentity user)
    {
        var resource = store.Locked(() => store.Registry.Find(target.Group, target.Plural));
        if (resource?.Version(target.Version) is not { } version) return ApiResponse.Text(404, "404 page not found\n");
        var request = new ResourceRequest(raw, query, target, resource, version, user);
        if (!resource.Type.Namespaced && target.Namespace.Length > 0) return ApiResponse.Text(404, "404 page not found\n");
        if (resource.Type.Namespaced && target.Namespace.Length == 0 && (target.Name.Length > 0 || raw.Method is "POST" or "DELETE")) return ApiResponse.Of(Failures.MethodNotAllowed());
        var answer = target.Subresource.Length > 0 ? Subresource(request) : target.Name.Length > 0 ? Object(request) : Collection(request);
        return version.DeprecationWarning is { } warning ? answer.WithWarnings([warning]) : answer;
    }

    private ApiResponse Collection(ResourceRequest request) => request.Raw.Method switch
    {
        "GET" or "HEAD" => request.Query.Flag("watch") ? _watches.Watch(request) : _reads.List(request),
        "POST" => _writes.Create(request),
        "DELETE" => _writes.DeleteCollection(request),
        _ => ApiResponse.Of(Failures.MethodNotAllowed()),
    };

    private ApiResponse Object(ResourceRequest request) => request.Raw.Method switch
    {
        "GET" or "HEAD" => request.Query.Flag("watch") ? _watches.Watch(request) : _reads.Get(request),
        "PUT" => _writes.Replace(request, null),
        "PATCH" => _patches.Patch(request, null, () => MayCreate(request)),
        "DELETE" => _writes.Delete(request),
        _ => ApiResponse.Of(Failures.MethodNotAllowed()),
    };

    private ApiResponse Subresource(ResourceRequest request) => (request.Target.Subresource, request.Raw.Method) switch
    {
        ("status", "GET") when request.Version.HasStatus => _reads.Get(request),
        ("status", "PUT") when request.Version.HasStatus => _writes.Replace(request, "status"),
        ("status", "PATCH") when request.Version.HasStatus => _patches.Patch(request, "status", () => null),
        ("scale", "GET" or "PUT" or "PATCH") when request.Version.Scale is { } paths => _scales.Handle(request, paths),
        ("finalize", "PUT") when request.Type == BuiltInTypes.Namespace => _writes.Replace(request, "finalize"),
        ("token", "POST") when request.Type == BuiltInTypes.ServiceAccount => Token(request),
        _ => ApiResponse.Of(Failures.NoSuchPath()),
    };

    // An application that would create needs the right to create as well.
    private ClusterResult? MayCreate(ResourceRequest request)
    {
        var question = new AccessQuestion("create", request.Target.Group, request.Target.Plural, "", request.Target.Namespace, request.Target.Name, "");
        return rbac.Allows(request.User, question) ? null : RbacAuthorizer.Refusal(request.User, question);
    }

    private ApiResponse Token(ResourceRequest request)
    {
        if (RequestBody.Read(request.Raw, out var error) is not JsonObject body) return ApiResponse.Of(Failures.BadRequest(error ?? "not an object"));
        var seconds = body.Obj("spec").Int("expirationSeconds") ?? 3600;
        var audiences = body.Obj("spec").Arr("audiences").Strings();
        if (tokens.Issue(request.Target.Namespace, request.Target.Name, TimeSpan.FromSeconds(seconds), audiences) is not { } issued)
        {
            return ApiResponse.Of(Failures.NotFound(request.Type, request.Target.Name));
        }

        body["kind"] = "TokenRequest";
        body["apiVersion"] = "authentication.k8s.io/v1";
        body["status"] = new JsonObject { ["token"] = issued.Token, ["expirationTimestamp"] = JsonAccess.Stamp(issued.Expires) };
        return ApiResponse.Json(201, body);
    }
}
