using System.Net;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.EndToEnd;

/// <summary>Values of an allowed field: the comparison server, a process without any right, asks the cluster who may see them.</summary>
public sealed class ShadowValuesTests : IDisposable
{
    private static readonly string Program = Repository.Program("Penumbra.Operator", "penumbra.dll");
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-values-").FullName;
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task They_are_read_by_whoever_the_cluster_lets_and_stand_nowhere_else()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var world = await ShadowCluster.StartAsync(Repository.Path("."), Program, _folder, 0, limit.Token);
        await ApplyAsync(world, "orders.yaml");
        await UntilAsync(world, () => world.Cluster.Runtime.Gateway.FirstAddress is not null && world.Cluster.Get("apps", "deployments", "shop", "orders")?["status"]?["readyReplicas"]?.GetValue<int>() == 2, "live runs");
        await ApplyAsync(world, "equal.yaml");
        using var traffic = new ShadowTraffic(world.Cluster.Runtime.Gateway.FirstAddress!, "orders.example.com", 500);
        using var ending = new CancellationTokenSource();
        var users = traffic.RunAsync(ending.Token);
        await UntilAsync(world, () => Status(world)?["differences"]?.ToJsonString().Contains("body.currency", StringComparison.Ordinal) == true, "the lacking field is found");

        Create(world, "", "serviceaccounts", """{"metadata":{"name":"reader"}}""");
        Create(world, "", "serviceaccounts", """{"metadata":{"name":"stranger"}}""");
        Create(world, "rbac.authorization.k8s.io", "roles", """{"metadata":{"name":"reader"},"rules":[{"apiGroups":["penumbra.dev"],"resources":["shadowdeployments/values"],"resourceNames":["orders-equal"],"verbs":["get"]}]}""");
        Create(world, "rbac.authorization.k8s.io", "roles", """{"metadata":{"name":"stranger"},"rules":[{"apiGroups":["penumbra.dev"],"resources":["shadowdeployments","shadowdeployments/status"],"verbs":["*"]},{"apiGroups":["penumbra.dev"],"resources":["shadowdeployments/values"],"resourceNames":["orders-next"],"verbs":["get"]}]}""");
        foreach (var name in new[] { "reader", "stranger" })
            Create(world, "rbac.authorization.k8s.io", "rolebindings", $$"""{"metadata":{"name":"{{name}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"{{name}}"},"subjects":[{"kind":"ServiceAccount","name":"{{name}}","namespace":"shop"}]}""");
        (await AskAsync(world, "/values.json", null)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await AskAsync(world, "/values.json", "forged")).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await AskAsync(world, "/values.json", Token(world, "stranger"))).Status.Should().Be(HttpStatusCode.Forbidden, "rights on the rest of it, and on another's values, are none on these");
        var (status, text) = await AskAsync(world, "/values.json", Token(world, "reader"));
        status.Should().Be(HttpStatusCode.OK);
        var lacking = JsonNode.Parse(text)!["differences"]!.AsArray().Single(difference => Text(difference!["field"]) == "body.currency")!;
        (Text(lacking["endpoint"]), Text(lacking["kind"])).Should().Be(("GET /orders/{id}", "Missing"));
        var value = Text(lacking["values"]![0]!["live"]!["value"]);
        value.Should().MatchRegex("^[A-Z]{3}$");
        (await AskAsync(world, "/values", Token(world, "reader"))).Text.Should().Contain($"<code>{value}</code>");

        var told = new List<string>([Status(world)!.ToJsonString(), .. world.Cluster.Server.Cluster.List(world.Cluster.Server.Cluster.FindType("events.k8s.io", "events")!, "shop").Select(found => found.ToJsonString())]);
        foreach (var path in new[] { "/report", "/report.json", "/metrics" }) told.Add((await AskAsync(world, path, Token(world, "reader"))).Text);
        foreach (var log in Directory.GetFiles(_folder, "*.log", SearchOption.AllDirectories)) told.Add(await ReadAsync(log));
        string.Join('\n', told).Should().NotContain(value).And.NotContain(Token(world, "reader")).And.Contain("body.currency");

        world.Cluster.Server.Cluster.Delete(world.Cluster.Server.Cluster.FindType("rbac.authorization.k8s.io", "rolebindings")!, "shop", "reader");
        (await AskAsync(world, "/values.json", Token(world, "reader"))).Status.Should().Be(HttpStatusCode.Forbidden, "nothing is remembered of who might");
        await ending.CancelAsync();
        await users;
        traffic.Failed.Should().Be(0);
        world.Cluster.Server.Server.Log.Entries.Where(entry => entry.Status == 403).Select(entry => $"{entry.Verb} {entry.Resource}.{entry.Group}").Should().BeEmpty("nobody asks for more than the rights that he has");
    }

    private static void Create(ShadowCluster world, string group, string plural, string json)
    {
        var (cluster, made) = (world.Cluster.Server.Cluster, JsonNode.Parse(json)!.AsObject());
        var type = cluster.FindType(group, plural)!;
        (made["apiVersion"], made["kind"], made["metadata"]!["namespace"]) = (type.ApiVersion, type.Kind, "shop");
        cluster.Create(type, made).Succeeded.Should().BeTrue(json);
    }

    private static string? Token(ShadowCluster world, string name) => world.Cluster.Server.Server.ServiceAccountToken("shop", name);

    private async Task<(HttpStatusCode Status, string Text)> AskAsync(ShadowCluster world, string path, string? token)
    {
        var address = Text(world.Cluster.Get("", "services", "shop", "orders-equal-compare")!["spec"]!["clusterIP"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{address}:8081{path}");
        if (token is not null) request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task ApplyAsync(ShadowCluster world, string file)
    {
        static void Edit(JsonObject document)
        {
            if (document["kind"]!.GetValue<string>() == "ShadowDeployment") document["spec"]!["compare"] = JsonNode.Parse("""{"orderless":["body.items"],"samples":"Values","values":{"allow":["body.currency"]}}""");
            if (document["metadata"]!["name"]!.GetValue<string>() == "orders-equal" && document["kind"]!.GetValue<string>() == "Deployment")
                (document["spec"]!["template"]!["spec"]!["containers"]![0]!["env"] as JsonArray)!.Add(new JsonObject { ["name"] = "FAULT_MISSING_FIELD", ["value"] = "1" });
        }

        (await world.Cluster.Apply.FileAsync(Repository.Path("crds", "samples", "demo-shadow", file), null, Edit, CancellationToken.None)).Should().BeNull();
    }

    private static JsonObject? Status(ShadowCluster world) => world.Cluster.Get("penumbra.dev", "shadowdeployments", "shop", "orders-equal")?["status"] as JsonObject;

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private async Task UntilAsync(ShadowCluster world, Func<bool> condition, string what)
    {
        for (var attempt = 0; attempt < 2400 && !condition(); attempt++) await Task.Delay(50);
        var log = Path.Combine(_folder, "operator.log");
        condition().Should().BeTrue("{0}; but: {1}\n{2}", what, Status(world)?.ToJsonString(), File.Exists(log) ? string.Join('\n', (await ReadAsync(log)).Split('\n').TakeLast(15)) : "");
    }
}
