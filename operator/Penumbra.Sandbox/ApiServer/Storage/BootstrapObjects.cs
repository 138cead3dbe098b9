using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>What is in every cluster from the beginning: its namespaces, and the roles that let everybody find out what is served.</summary>
internal static class BootstrapObjects
{
    private static readonly string[] Paths = ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version", "/version/"];

    public static IEnumerable<(ResourceType Type, JsonObject Object)> All()
    {
        foreach (var name in (string[])["default", "kube-node-lease", "kube-public", "kube-system"])
        {
            yield return (BuiltInTypes.Namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        }

        yield return Role("cluster-admin", Rule("*", "*", "*"), Urls("*", ["*"]));
        yield return Role("system:discovery", Urls("get", Paths));
        yield return Role("system:public-info-viewer", Urls("get", ["/healthz", "/livez", "/readyz", "/version", "/version/"]));
        yield return Role("system:basic-user", Rule("authorization.k8s.io", "selfsubjectaccessreviews", "create"), Rule("authorization.k8s.io", "selfsubjectrulesreviews", "create"));
        yield return Binding("cluster-admin", "system:masters");
        yield return Binding("system:discovery", "system:authenticated");
        yield return Binding("system:basic-user", "system:authenticated");
        yield return Binding("system:public-info-viewer", "system:authenticated", "system:unauthenticated");
    }

    private static (ResourceType, JsonObject) Role(string name, params JsonNode[] rules) => (BuiltInTypes.ClusterRole, new JsonObject
    {
        ["metadata"] = Metadata(name),
        ["rules"] = new JsonArray([.. rules]),
    });

    private static (ResourceType, JsonObject) Binding(string role, params string[] groups) => (BuiltInTypes.ClusterRoleBinding, new JsonObject
    {
        ["metadata"] = Metadata(role),
        ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = new JsonArray([.. groups.Select(group => new JsonObject { ["kind"] = "Group", ["name"] = group })]),
    });

    private static JsonObject Metadata(string name) => new()
    {
        ["name"] = name,
        ["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
    };

    private static JsonObject Rule(string group, string resource, string verb) => new()
    {
        ["apiGroups"] = new JsonArray((JsonNode)group),
        ["resources"] = new JsonArray((JsonNode)resource),
        ["verbs"] = new JsonArray((JsonNode)verb),
    };

    private static JsonObject Urls(string verb, IReadOnlyList<string> urls) => new()
    {
        ["nonResourceURLs"] = new JsonArray([.. urls.Select(url => (JsonNode)url)]),
        ["verbs"] = new JsonArray((JsonNode)verb),
    };
}
