using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer;

/// <summary>The <c>Status</c> objects of failed requests, worded as a real API server words them.</summary>
internal static class Failures
{
    public static ClusterResult NotFound(ResourceType type, string name) =>
        Of(404, "NotFound", $"{Resource(type)} \"{name}\" not found", Details(type, name));

    public static ClusterResult NoSuchPath() => Of(404, "NotFound", "the server could not find the requested resource", new JsonObject());

    public static ClusterResult AlreadyExists(ResourceType type, string name, bool deleting = false) =>
        Of(409, "AlreadyExists", $"{(deleting ? "object is being deleted: " : "")}{Resource(type)} \"{name}\" already exists", Details(type, name));

    public static ClusterResult Conflict(ResourceType type, string name, string why) =>
        Of(409, "Conflict", $"Operation cannot be fulfilled on {Resource(type)} \"{name}\": {why}", Details(type, name));

    public static ClusterResult Modified(ResourceType type, string name) =>
        Conflict(type, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ClusterResult Invalid(ResourceType type, string name, params IReadOnlyList<FieldError> errors)
    {
        var texts = errors.Select(error => error.ToString()).ToArray();
        var text = texts.Length == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var details = Details(type, name);
        details["kind"] = type.Kind;
        details["causes"] = JsonAccess.ArrayOf(errors.Select(error => (JsonNode)error.ToCause()));
        var kind = type.Group.Length == 0 ? type.Kind : $"{type.Kind}.{type.Group}";
        return Of(422, "Invalid", $"{kind} \"{name}\" is invalid: {text}", details);
    }

    public static ClusterResult Forbidden(ResourceType type, string name, string why, JsonArray? causes = null)
    {
        var details = Details(type, name);
        if (causes is not null) details["causes"] = causes;
        var target = name.Length == 0 ? Resource(type) : $"{Resource(type)} \"{name}\"";
        return Of(403, "Forbidden", $"{target} is forbidden: {why}", details);
    }

    public static ClusterResult ForbiddenPath(string message) => Of(403, "Forbidden", message, new JsonObject());

    public static ClusterResult BadRequest(string message) => Of(400, "BadRequest", message);

    public static ClusterResult Unauthorized() => Of(401, "Unauthorized", "Unauthorized");

    public static ClusterResult MethodNotAllowed() =>
        Of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new JsonObject());

    public static ClusterResult UnsupportedMediaType(IEnumerable<string> accepted) =>
        Of(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    public static ClusterResult Expired(string message) => Of(410, "Expired", message);

    public static ClusterResult Unprocessable(string message) => Of(422, "Invalid", message);

    /// <summary>An error of the server's own code: it has no reason.</summary>
    public static ClusterResult InternalError(string message) => Of(500, "", message);

    /// <summary>Options (of the meta group) that are wrong.</summary>
    public static ClusterResult WrongOptions(string kind, params IReadOnlyList<FieldError> errors) =>
        Invalid(new ResourceType("meta.k8s.io", "v1", kind, kind, false), "", errors);

    public static ClusterResult TooLargeVersion(long asked, long current)
    {
        const string Text = "Too large resource version";
        return Of(504, "Timeout", $"Timeout: {Text}: {asked}, current: {current}", new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = Text }),
            ["retryAfterSeconds"] = 1,
        });
    }

    public static JsonObject Success(ResourceType type, string name, string uid) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = Prune(new JsonObject { ["name"] = name, ["group"] = type.Group, ["kind"] = type.Plural, ["uid"] = uid }),
    };

    public static ClusterResult Of(int code, string reason, string message, JsonObject? details = null)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
        };
        if (reason.Length > 0) status["reason"] = reason;
        if (details is not null) status["details"] = details;
        status["code"] = code;
        return new ClusterResult(code, status);
    }

    /// <summary>The resource as messages name it: <c>deployments.apps</c>, or <c>pods</c>.</summary>
    public static string Resource(ResourceType type) => type.Group.Length == 0 ? type.Plural : $"{type.Plural}.{type.Group}";

    private static JsonObject Details(ResourceType type, string name) =>
        Prune(new JsonObject { ["name"] = name, ["group"] = type.Group, ["kind"] = type.Plural });

    private static JsonObject Prune(JsonObject details)
    {
        foreach (var empty in details.Where(pair => pair.Value.AsString() is "").Select(pair => pair.Key).ToArray()) details.Remove(empty);
        return details;
    }
}
