using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer;
using Penumbra.Sandbox.ApiServer.Http;
using Penumbra.Sandbox.ApiServer.Requests;
using Penumbra.Sandbox.ApiServer.Storage;
using Penumbra.Sandbox.Cluster;

namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>What only the sandbox's server can be asked: without a transport, with faults, with its log.</summary>
public sealed class SandboxServerTests
{
    private static readonly UserIdentity Developer = new("dev", ["system:authenticated"]);
    private readonly ApiServerOptions _options = new() { InlineContinuations = true, AdminToken = "admin" };
    private readonly ClusterStore _store = new(TimeProvider.System, new UidGenerator(7), historySize: 5);
    private readonly SandboxApiServer _server;

    public SandboxServerTests() => _server = new SandboxApiServer(_store, _options);

    [Fact]
    public void Requests_are_answered_before_the_call_returns()
    {
        var pending = _server.HandleAsync(Request("GET", "/api/v1/namespaces"), CancellationToken.None);

        pending.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task A_reader_of_a_watch_goes_on_inside_the_write()
    {
        var watch = Ask("GET", "/api/v1/configmaps", "watch=true&resourceVersion=" + _store.Version);
        var read = watch.Stream!.ReadAsync(CancellationToken.None).AsTask();
        read.IsCompleted.Should().BeFalse();

        _store.Create(BuiltInTypes.ConfigMap, Named("c"));

        read.IsCompletedSuccessfully.Should().BeTrue();
        Encoding.UTF8.GetString((await read).Span).Should().StartWith("""{"type":"ADDED","object":{"metadata":{"name":"c" """.TrimEnd());
    }

    [Fact]
    public async Task A_watch_from_a_forgotten_version_is_told_so_inside_a_200()
    {
        var version = _store.Version;
        for (var i = 0; i < 10; i++) _store.Create(BuiltInTypes.ConfigMap, Named($"c{i}"));

        var watch = Ask("GET", "/api/v1/configmaps", $"watch=true&resourceVersion={version}");
        var line = JsonNode.Parse((await watch.Stream!.ReadAsync(CancellationToken.None)).Span)!;

        watch.Status.Should().Be(200);
        line["type"]!.GetValue<string>().Should().Be("ERROR");
        line["object"]!["code"]!.GetValue<int>().Should().Be(410);
        line["object"]!["reason"]!.GetValue<string>().Should().Be("Expired");
        (await watch.Stream.ReadAsync(CancellationToken.None)).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void A_token_of_a_forgotten_list_is_expired()
    {
        for (var i = 0; i < 3; i++) _store.Create(BuiltInTypes.ConfigMap, Named($"c{i}"));
        var token = Body(Ask("GET", "/api/v1/configmaps", "limit=1"))["metadata"]!["continue"]!.GetValue<string>();
        _store.Create(BuiltInTypes.ConfigMap, Named("late"));
        _store.Compact();

        var answer = Ask("GET", "/api/v1/configmaps", $"limit=1&continue={token}");

        answer.Status.Should().Be(410);
        Body(answer)["reason"]!.GetValue<string>().Should().Be("Expired");
    }

    [Fact]
    public void Nobody_may_do_what_no_role_allows()
    {
        var answer = Ask("PATCH", "/apis/apps/v1/namespaces/default/deployments/web/scale", user: UserIdentity.ServiceAccount("default", "op"));

        answer.Status.Should().Be(403);
        Body(answer)["message"]!.GetValue<string>().Should().Be(
            "deployments.apps \"web\" is forbidden: User \"system:serviceaccount:default:op\" cannot patch resource \"deployments/scale\" in API group \"apps\" in the namespace \"default\"");
    }

    [Fact]
    public void A_role_allows_what_it_says_where_it_is_bound_and_the_log_names_it()
    {
        Bind("""[{"apiGroups":[""],"resources":["configmaps"],"resourceNames":["mine"],"verbs":["get"]},{"apiGroups":[""],"resources":["secrets"],"verbs":["list"]}]""");
        _store.Create(BuiltInTypes.ConfigMap, Named("mine"));

        Ask("GET", "/api/v1/namespaces/default/configmaps/mine", user: Developer).Status.Should().Be(200);
        Ask("GET", "/api/v1/namespaces/default/configmaps/other", user: Developer).Status.Should().Be(403);
        Ask("GET", "/api/v1/namespaces/default/secrets", user: Developer).Status.Should().Be(200);
        Ask("GET", "/api/v1/namespaces/kube-system/secrets", user: Developer).Status.Should().Be(403);
        Ask("GET", "/api", user: Developer).Status.Should().Be(200);

        _server.Log.UsedRules.Should().Contain(["r get configmaps", "r list secrets"]);
        _server.Log.Count(user: "dev", verb: "get", resource: "configmaps").Should().Be(2);
    }

    [Fact]
    public async Task Wrong_credentials_are_unauthorized_and_none_are_anonymous()
    {
        Ask("GET", "/api/v1/pods", token: "wrong").Status.Should().Be(401);
        var anonymous = await _server.HandleAsync(new ApiRequest { Method = "GET", Path = "/api/v1/pods" }, CancellationToken.None);
        anonymous.Status.Should().Be(403);
        Body(anonymous)["message"]!.GetValue<string>().Should().Contain("User \"system:anonymous\" cannot list resource \"pods\" in API group \"\" at the cluster scope");
    }

    [Fact]
    public void A_service_accounts_token_lasts_as_long_as_its_account()
    {
        _store.Create(BuiltInTypes.ServiceAccount, Named("op"));
        var token = _server.ServiceAccountToken("default", "op")!;

        Ask("GET", "/api", token: token).Status.Should().Be(200);
        _store.Delete(BuiltInTypes.ServiceAccount, "default", "op");

        Ask("GET", "/api", token: token).Status.Should().Be(401);
    }

    [Fact]
    public void Faults_come_before_or_after_the_deed()
    {
        _options.Faults = request => request.Method == "POST" ? new Fault { DropAfter = true } : new Fault { Status = 429, RetryAfterSeconds = 3 };

        Ask("POST", "/api/v1/namespaces/default/configmaps", body: Named("c")).Dropped.Should().BeTrue();
        var refused = Ask("GET", "/api/v1/configmaps");

        _store.Get(BuiltInTypes.ConfigMap, "default", "c").Should().NotBeNull();
        refused.Status.Should().Be(429);
        refused.Headers.Should().Contain(header => header.Key == "Retry-After" && header.Value == "3");
    }

    [Fact]
    public void A_terminating_namespace_takes_nothing_new_and_goes_when_it_is_finalized()
    {
        _store.Create(BuiltInTypes.Namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "team" } });
        var deleted = Body(Ask("DELETE", "/api/v1/namespaces/team"));
        var late = Named("c");
        late["metadata"]!["namespace"] = "team";

        var refused = Ask("POST", "/api/v1/namespaces/team/configmaps", body: late);
        deleted["spec"]!["finalizers"] = new JsonArray();
        var finalized = Ask("PUT", "/api/v1/namespaces/team/finalize", body: deleted);

        deleted["status"]!["phase"]!.GetValue<string>().Should().Be("Terminating");
        refused.Status.Should().Be(403);
        Body(refused)["details"]!["causes"]![0]!["reason"]!.GetValue<string>().Should().Be("NamespaceTerminating");
        finalized.Status.Should().Be(200);
        _store.Get(BuiltInTypes.Namespace, null, "team").Should().BeNull();
    }

    [Fact]
    public void Built_in_kinds_are_validated_and_merged_strategically()
    {
        var path = "/apis/apps/v1/namespaces/default/deployments";
        var deployment = Named("web");
        deployment["spec"] = JsonNode.Parse("""{"selector":{"matchLabels":{"app":"w"}},"template":{"metadata":{"labels":{"app":"w"}},"spec":{"containers":[{"name":"a","image":"i:1"},{"name":"b","image":"i:1"}]}}}""");
        Ask("POST", path, body: deployment).Status.Should().Be(201);

        var merged = Body(Ask("PATCH", path + "/web", type: "application/strategic-merge-patch+json", body: JsonNode.Parse(
            """{"spec":{"template":{"spec":{"containers":[{"name":"b","image":"i:2"},{"name":"a","$patch":"delete"}]}}}}""")));
        var selector = Ask("PATCH", path + "/web", type: "application/merge-patch+json", body: JsonNode.Parse("""{"spec":{"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}}}}}"""));
        var labels = Ask("PATCH", path + "/web", type: "application/merge-patch+json", body: JsonNode.Parse("""{"spec":{"template":{"metadata":{"labels":{"app":"y"}}}}}"""));
        var type = Ask("PATCH", path + "/web", type: "application/merge-patch+json", body: JsonNode.Parse("""{"spec":{"replicas":"two"}}"""));

        merged["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Should().ContainSingle().Which!["image"]!.GetValue<string>().Should().Be("i:2");
        Body(selector)["message"]!.GetValue<string>().Should().Contain("spec.selector: Invalid value").And.Contain("field is immutable");
        Body(labels)["message"]!.GetValue<string>().Should().Contain("`selector` does not match template `labels`");
        type.Status.Should().Be(400);
    }

    [Fact]
    public void A_built_in_kind_is_applied_field_by_field()
    {
        const string Path = "/apis/apps/v1/namespaces/default/deployments/web";
        const string Apply = "application/apply-patch+yaml";
        JsonNode Config(int replicas, int port) => JsonNode.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"w"}},
             "template":{"metadata":{"labels":{"app":"w"} },"spec":{"containers":[{"name":"a","image":"i:1","ports":[{"containerPort":{{{port}}} }]}]} } } }
            """)!;

        var first = Ask("PATCH", Path, "fieldManager=git", Config(2, 80), type: Apply);
        var same = Ask("PATCH", Path, "fieldManager=git", Config(2, 80), type: Apply);
        Ask("PATCH", Path + "/scale", "fieldManager=hpa", JsonNode.Parse("""{"spec":{"replicas":5}}"""), type: "application/merge-patch+json").Status.Should().Be(200);
        var conflict = Ask("PATCH", Path, "fieldManager=git", Config(2, 80), type: Apply);
        var moved = Ask("PATCH", Path, "fieldManager=git&force=true", Config(2, 81), type: Apply);

        first.Status.Should().Be(201, Encoding.UTF8.GetString(first.Body.Span));
        Body(same)["metadata"]!["resourceVersion"]!.ToString().Should().Be(Body(first)["metadata"]!["resourceVersion"]!.ToString());
        Body(conflict)["message"]!.GetValue<string>().Should().StartWith("Apply failed with 1 conflict: conflict with \"hpa\" with subresource \"scale\" using apps/v1: ").And.EndWith(": .spec.replicas");
        Body(moved)["spec"]!["template"]!["spec"]!["containers"]![0]!["ports"]!.ToJsonString().Should().Be("""[{"containerPort":81,"protocol":"TCP"}]""");
    }

    [Fact]
    public void A_change_of_the_selector_of_a_service_belongs_to_whoever_made_it()
    {
        const string Path = "/api/v1/namespaces/default/services/web";
        const string Apply = "application/apply-patch+yaml";
        var config = JsonNode.Parse("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"w"},"ports":[{"port":80}]}}""")!;
        Ask("PATCH", Path, "fieldManager=git", config, type: Apply).Status.Should().Be(201);

        Ask("PATCH", Path, "fieldManager=operator", JsonNode.Parse("""{"spec":{"selector":{"revision":"abc"}}}"""), type: "application/merge-patch+json").Status.Should().Be(200);
        var conflict = Ask("PATCH", Path, "fieldManager=git", config, type: Apply);

        Body(conflict)["message"]!.GetValue<string>().Should().EndWith(": .spec.selector", "the selector is an atomic map");
    }

    [Fact]
    public void A_deleted_definition_takes_its_instances_with_it()
    {
        Ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", body: JsonNode.Parse("""
            {"metadata":{"name":"cogs.x.dev"},"spec":{"group":"x.dev","scope":"Namespaced","names":{"plural":"cogs","kind":"Cog"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """)).Status.Should().Be(201);
        var cog = Named("c");
        (cog["apiVersion"], cog["kind"]) = ("x.dev/v1", "Cog");
        cog["metadata"]!["finalizers"] = new JsonArray("x.dev/f");
        Ask("POST", "/apis/x.dev/v1/namespaces/default/cogs", body: cog).Status.Should().Be(201);

        Ask("DELETE", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/cogs.x.dev");
        Ask("GET", "/apis/x.dev/v1/cogs").Status.Should().Be(200, "an instance still has a finalizer");
        Ask("PATCH", "/apis/x.dev/v1/namespaces/default/cogs/c", type: "application/merge-patch+json", body: JsonNode.Parse("""{"metadata":{"finalizers":null}}"""));

        Ask("GET", "/apis/x.dev/v1/cogs").Status.Should().Be(404);
        _store.Get(BuiltInTypes.CustomResourceDefinition, null, "cogs.x.dev").Should().BeNull();
    }

    [Theory]
    [InlineData(17, 1)]
    [InlineData(1, 65)]
    [InlineData(3, 43)]
    public void A_route_has_a_limit_of_rules_and_matches(int rules, int matches)
    {
        var route = Named("r");
        route["spec"] = new JsonObject
        {
            ["rules"] = new JsonArray([.. Enumerable.Range(0, rules).Select(_ => new JsonObject { ["matches"] = new JsonArray([.. Enumerable.Range(0, matches).Select(i => new JsonObject { ["path"] = new JsonObject { ["value"] = $"/{i}" } })]) })]),
        };
        (route["apiVersion"], route["kind"]) = ("gateway.networking.k8s.io/v1", "HTTPRoute");

        Ask("POST", "/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes", body: route).Status.Should().Be(422);
    }

    [Fact]
    public async Task Over_plain_HTTP_whoever_comes_is_the_administrator_and_tokens_still_count()
    {
        await using var host = await ApiServerHost.StartAsync(new ApiServerHostOptions { Https = false });
        host.Cluster.Create(BuiltInTypes.ServiceAccount, Named("op"));
        using var client = new HttpClient(host.TrustingHandler()) { BaseAddress = host.BaseAddress };

        (await client.GetAsync("/api/v1/secrets")).StatusCode.Should().Be(HttpStatusCode.OK);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Server.ServiceAccountToken("default", "op"));
        (await client.GetAsync("/api/v1/secrets")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private void Bind(string rules)
    {
        var role = Named("r");
        role["rules"] = JsonNode.Parse(rules);
        _store.Create(BuiltInTypes.Role, role).Code.Should().Be(201);
        var binding = Named("r");
        binding["roleRef"] = JsonNode.Parse("""{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"}""");
        binding["subjects"] = JsonNode.Parse("""[{"kind":"User","name":"dev"}]""");
        _store.Create(BuiltInTypes.RoleBinding, binding).Code.Should().Be(201);
    }

    private ApiResponse Ask(string method, string path, string query = "", JsonNode? body = null, UserIdentity? user = null, string? token = null, string type = "application/json") =>
        _server.HandleAsync(Request(method, path, query, body, user, token, type), CancellationToken.None).Result;

    private static ApiRequest Request(string method, string path, string query = "", JsonNode? body = null, UserIdentity? user = null, string? token = null, string type = "application/json")
    {
        var headers = new Dictionary<string, string> { ["Content-Type"] = type };
        if (token is not null) headers["Authorization"] = "Bearer " + token;
        return new ApiRequest
        {
            Method = method,
            Path = path,
            Query = query,
            Headers = headers,
            Body = body is null ? default : Encoding.UTF8.GetBytes(body.ToJsonString()),
            Peer = user ?? UserIdentity.Admin,
        };
    }

    private static JsonNode Body(ApiResponse response) => JsonNode.Parse(response.Body.Span)!;

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" } };
}
