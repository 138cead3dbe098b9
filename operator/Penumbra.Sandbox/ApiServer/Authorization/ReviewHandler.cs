using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.ApiServer.Requests;

namespace Penumbra.Sandbox.ApiServer.Authorization;

/// <summary>The reviews of authorization.k8s.io and authentication.k8s.io, which answer and store nothing.</summary>
internal sealed class ReviewHandler(RbacAuthorizer rbac, TokenIssuer tokens)
{
    /// <summary>The reviews: plural, kind, whether namespaced.</summary>
    public static IReadOnlyList<(string Group, string Plural, string Kind)> Kinds { get; } =
    [
        ("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview"),
        ("authentication.k8s.io", "tokenreviews", "TokenReview"),
        ("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
        ("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview"),
        ("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview"),
    ];

    public ApiResponse Handle(ApiRequest request, RequestTarget target, UserIdentity user)
    {
        if (request.Method != "POST") return ApiResponse.Of(Failures.MethodNotAllowed());
        if (RequestBody.Read(request, out var error) is not JsonObject review) return ApiResponse.Of(Failures.BadRequest(error ?? "not an object"));
        var spec = review.Obj("spec");
        review["status"] = target.Plural switch
        {
            "selfsubjectaccessreviews" => Access(user, spec),
            "subjectaccessreviews" => Access(new UserIdentity(spec.Str("user") ?? "", spec.Arr("groups").Strings()), spec),
            "selfsubjectrulesreviews" => Rules(user, spec.Str("namespace") ?? ""),
            "selfsubjectreviews" => new JsonObject { ["userInfo"] = Show(user) },
            _ => Token(spec.Str("token") ?? ""),
        };
        review.Meta();
        return ApiResponse.Json(201, review);
    }

    private JsonObject Access(UserIdentity user, JsonObject? spec)
    {
        var resource = spec.Obj("resourceAttributes");
        var question = resource is null
            ? new AccessQuestion(spec.Obj("nonResourceAttributes").Str("verb") ?? "", "", "", "", "", "", spec.Obj("nonResourceAttributes").Str("path") ?? "")
            : new AccessQuestion(
                resource.Str("verb") ?? "", resource.Str("group") ?? "", resource.Str("resource") ?? "", resource.Str("subresource") ?? "",
                resource.Str("namespace") ?? "", resource.Str("name") ?? "", "");
        return new JsonObject { ["allowed"] = rbac.Allows(user, question, note: false) };
    }

    private JsonObject Rules(UserIdentity user, string ns)
    {
        var resources = new JsonArray();
        var others = new JsonArray();
        if (user.Groups.Contains(UserIdentity.Masters))
        {
            resources.Add((JsonNode)JsonNode.Parse("""{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}""")!);
            others.Add((JsonNode)JsonNode.Parse("""{"verbs":["*"],"nonResourceURLs":["*"]}""")!);
        }

        foreach (var (_, rule) in rbac.Rules(user, ns))
        {
            if (rule.Arr("nonResourceURLs") is { Count: > 0 }) others.Add((JsonNode)rule.Copy());
            else resources.Add((JsonNode)rule.Copy());
        }

        return new JsonObject { ["resourceRules"] = resources, ["nonResourceRules"] = others, ["incomplete"] = false };
    }

    private JsonObject Token(string token) => tokens.Read(token) is { } user
        ? new JsonObject { ["authenticated"] = true, ["user"] = Show(user) }
        : new JsonObject { ["authenticated"] = false };

    private static JsonObject Show(UserIdentity user) => new() { ["username"] = user.Name, ["groups"] = JsonAccess.ArrayOf(user.Groups) };
}
