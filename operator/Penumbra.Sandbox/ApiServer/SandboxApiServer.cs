using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Authorization;
using Penumbra.Sandbox.ApiServer.Discovery;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Storage;

namespace Penumbra.Sandbox.ApiServer;

/// <summary>
/// The API server without a transport: a request in, an answer out. It starts no threads and waits for nothing but injected latency, so that a
/// single-threaded simulation can run it on its own clock.
/// </summary>
public sealed class SandboxApiServer
{
    private readonly ApiServerOptions _options;
    private readonly TokenIssuer _tokens;
    private readonly Authenticator _authenticator;
    private readonly RbacAuthorizer _rbac;
    private readonly ResourceRouter _resources;
    private readonly DiscoveryHandler _discovery;
    private readonly OpenApiHandler _openApi;
    private readonly ReviewHandler _reviews;

    /// <summary>A server in front of a store.</summary>
    public SandboxApiServer(ClusterStore store, ApiServerOptions options)
    {
        Store = store;
        _options = options;
        _tokens = new TokenIssuer(store);
        _authenticator = new Authenticator(_tokens, options);
        _rbac = new RbacAuthorizer(store, Log);
        _resources = new ResourceRouter(store, options, _rbac, _tokens);
        _discovery = new DiscoveryHandler(store);
        _openApi = new OpenApiHandler(store);
        _reviews = new ReviewHandler(_rbac, _tokens);
    }

    /// <summary>The objects, and the same cluster without HTTP.</summary>
    public ClusterStore Store { get; }

    /// <summary>What has been asked so far.</summary>
    public RequestLog Log { get; } = new();

    /// <summary>A bearer token for a service account; null when there is no such account.</summary>
    public string? ServiceAccountToken(string ns, string name, TimeSpan? lifetime = null) => _tokens.Issue(ns, name, lifetime ?? TimeSpan.FromDays(1), [])?.Token;

    /// <summary>Answers a request.</summary>
    public async Task<ApiResponse> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var fault = _options.Faults?.Invoke(request);
        if (fault is { Latency.Ticks: > 0 }) await Task.Delay(fault.Latency, Store.Time, cancellationToken);
        if (fault?.DropBefore == true) return Dropped();
        if (fault?.Status is { } status) return Injected(status, fault.RetryAfterSeconds);
        var answer = Answer(request);
        if (fault?.DropAfter != true) return answer;
        answer.Stream?.Dispose();
        return Dropped();
    }

    private ApiResponse Answer(ApiRequest request)
    {
        if (_authenticator.Authenticate(request) is not { } user) return ApiResponse.Of(Failures.Unauthorized());
        if (request.Header("Impersonate-User") is { Length: > 0 } other)
        {
            var impersonation = new AccessQuestion("impersonate", "", "users", "", "", other, "");
            if (!_rbac.Allows(user, impersonation)) return ApiResponse.Of(RbacAuthorizer.Refusal(user, impersonation));
            user = Impersonated(other, request.Header("Impersonate-Group"));
        }

        var target = RequestTarget.Parse(request.Path);
        var query = new RequestQuery(request.Query);
        var question = Question(request, target, query);
        ApiResponse answer;
        try
        {
            answer = _rbac.Allows(user, question) ? Route(request, target, query, user) : ApiResponse.Of(RbacAuthorizer.Refusal(user, question));
        }
        catch (Exception exception)
        {
            // The edge of the server: a mistake of its own is an answer, and never takes the process down.
            answer = ApiResponse.Of(Failures.Of(500, "InternalError", $"Internal error occurred: {exception}"));
        }

        Log.Add(new RequestLogEntry(user.Name, question.Verb, question.Group, question.Full, question.Namespace, question.Name, request.Path, answer.Status));
        return answer;
    }

    private ApiResponse Route(ApiRequest request, RequestTarget? target, RequestQuery query, UserIdentity user)
    {
        if (target is null) return _discovery.Handle(request) ?? _openApi.Handle(request) ?? ApiResponse.Text(404, "404 page not found\n");
        if (ReviewHandler.Kinds.Any(kind => kind.Group == target.Group && kind.Plural == target.Plural)) return _reviews.Handle(request, target, user);
        return _resources.Handle(request, target, query, user);
    }

    private static UserIdentity Impersonated(string name, string? groups)
    {
        if (name.Split(':') is ["system", "serviceaccount", var ns, var account]) return UserIdentity.ServiceAccount(ns, account);
        return new UserIdentity(name, [.. (groups ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), "system:authenticated"]);
    }

    private static AccessQuestion Question(ApiRequest request, RequestTarget? target, RequestQuery query)
    {
        if (target is null) return new AccessQuestion(request.Method.ToLowerInvariant(), "", "", "", "", "", request.Path);
        var verb = request.Method switch
        {
            "GET" or "HEAD" when target.Name.Length > 0 && !query.Flag("watch") => "get",
            "GET" or "HEAD" => query.Flag("watch") ? "watch" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => target.Name.Length > 0 ? "delete" : "deletecollection",
            _ => request.Method.ToLowerInvariant(),
        };
        var name = target.Name;
        if (name.Length == 0 && query["fieldSelector"] is { } fields && fields.StartsWith("metadata.name=", StringComparison.Ordinal) && !fields.Contains(','))
        {
            name = fields["metadata.name=".Length..].TrimStart('=');
        }

        var ns = target.Plural == "namespaces" && target.Group.Length == 0 ? target.Name : target.Namespace;
        return new AccessQuestion(verb, target.Group, target.Plural, target.Subresource, ns, name, "");
    }

    private static ApiResponse Dropped() => new() { Status = 0, Dropped = true };

    private static ApiResponse Injected(int status, int? retryAfter)
    {
        var (reason, message) = status switch
        {
            429 => ("TooManyRequests", "too many requests, please try again later"),
            503 => ("ServiceUnavailable", "the server is currently unable to handle the request"),
            504 => ("Timeout", "the request timed out"),
            _ => ("InternalError", "an error on the server has prevented the request from succeeding"),
        };
        JsonObject? details = retryAfter is { } seconds ? new JsonObject { ["retryAfterSeconds"] = seconds } : null;
        var answer = ApiResponse.Json(status, Failures.Of(status, reason, message, details).Body);
        return retryAfter is null ? answer : answer with { Headers = [new("Retry-After", retryAfter.Value.ToString())] };
    }
}
