using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.EndToEnd;

/// <summary>What takes a shadow many minutes: the real operator by a clock that runs ten times as fast, on real pods, users and comparison servers.</summary>
public sealed class FastShadowTests : IDisposable
{
    private static readonly string Program = Repository.Program("Penumbra.Operator", "penumbra.dll");
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-fast-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_live_that_does_not_bear_the_comparison_is_let_alone_for_ten_minutes_and_then_asked_again()
    {
        await using var world = await OpenAsync();

        // Of 120 requests a second users ask 100; the comparison would add over 40.
        await ApplyAsync(world, "orders.yaml", template: document => Variable(document, "CAPACITY", "60"));
        await UntilAsync(world, null, () => IsLive(world), "live runs");
        var time = new FastTime(10);
        await using var running = new FastOperator(world, time);
        using var traffic = new ShadowTraffic(world.Cluster.Runtime.Gateway.FirstAddress!, "orders.example.com", 100);
        using var ending = new CancellationTokenSource();
        var users = traffic.RunAsync(ending.Token);
        await ApplyAsync(world, "equal.yaml", document =>
        {
            document["spec"]!["objectives"] = JsonNode.Parse("""[{"name": "availability", "source": "pods", "target": "90%", "indicator": {"ratio": {"bad": "http_requests_total{code=~\"5..\"}", "total": "http_requests_total"}}}]""");
            document["spec"]!["verdict"] = new JsonObject { ["over"] = "24h", ["minComparisons"] = 1_000_000, ["maxMismatch"] = "10%" };
        });
        await UntilAsync(world, running, () => Percent(world) == 1, "a little is copied");
        traffic.Failed.Should().Be(0, "live bears its users");
        await UntilAsync(world, running, () => Percent(world) == 40, "all of the sample is copied");
        await UntilAsync(world, running, () => Text(Condition(world, "LiveUnderStrain")?["status"]) == "True", "it is seen that live suffers");
        traffic.Failed.Should().BePositive("users suffer with it");
        await UntilAsync(world, running, () => Filters(world).Count == 0, "nothing is copied");
        var paused = time.GetUtcNow();
        Text(Condition(world, "LiveUnderStrain")?["message"]).Should().MatchRegex("^objective availability at live: [0-9.]+ % of [0-9,]+ events are bad while it is asked again, [0-9.]+ % of [0-9,]+ were without; nothing is copied for 10m$");
        Text(Condition(world, "Ready")?["reason"]).Should().Be(nameof(Reason.LiveUnderStrain));
        Text(Condition(world, "Stalled")?["status"]).Should().NotBe("True", "nobody has to mend anything");

        // What was under way is answered, and then all is well again.
        await AnsweredAsync(world, running, traffic, 300);
        var failed = traffic.Failed;
        await AnsweredAsync(world, running, traffic, 2_000);
        traffic.Failed.Should().Be(failed, "users are harmed no longer");
        Filters(world).Should().BeEmpty();

        await UntilAsync(world, running, () => Percent(world) == 1, "it is tried again, with a little first");
        (time.GetUtcNow() - paused).Should().BeCloseTo(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1));
        await UntilAsync(world, running, () => Text(Condition(world, "LiveUnderStrain")?["status"]) == "False", "and said so");
        world.Cluster.Server.Cluster.List(world.Cluster.Server.Cluster.FindType("events.k8s.io", "events")!, "shop").Count(told => Text(told["reason"]) == nameof(Reason.LiveUnderStrain)).Should().Be(1);
        await ending.CancelAsync();
        await users;
    }

    [Fact]
    public async Task A_Service_that_runs_already_is_judged_by_its_metrics_alone_and_stays_as_it_is()
    {
        await using var world = await OpenAsync();
        await ApplyAsync(world, "orders.yaml");
        await ApplyAsync(world, "equal.yaml", only: "Deployment", template: document => document["spec"]!["replicas"] = 1);
        Create(world, """{"apiVersion":"v1","kind":"Service","metadata":{"namespace":"shop","name":"orders-next"},"spec":{"selector":{"app":"orders-equal"},"ports":[{"name":"web","port":80,"targetPort":"http"}]}}""");
        await UntilAsync(world, null, () => IsLive(world) && Ready(world, "orders-equal") == 1, "both run");
        var (deployment, service) = (Spec(world, "apps", "deployments", "orders-equal"), Spec(world, "", "services", "orders-next"));
        await using var running = new FastOperator(world, new FastTime(10));
        using var traffic = new ShadowTraffic(world.Cluster.Runtime.Gateway.FirstAddress!, "orders.example.com", 200);
        using var ending = new CancellationTokenSource();
        var users = traffic.RunAsync(ending.Token);
        await ApplyAsync(world, "equal.yaml", only: "ShadowDeployment", edit: document => document["spec"] = JsonNode.Parse("""
            {
              "live": {"service": "orders", "port": 8080, "gatewayAPI": {"routes": [{"name": "orders"}]}},
              "shadow": {"service": "orders-next", "port": 80},
              "sample": "40",
              "compare": {"mode": "MetricsOnly"},
              "requests": {"unsafeAcknowledged": true, "credentials": "Forward", "forwardAcknowledged": true},
              "objectives": [{"name": "availability", "source": "pods", "target": "95%", "indicator": {"ratio": {"bad": "http_requests_total{code=~\"5..\"}", "total": "http_requests_total"}}}],
              "verdict": {"over": "5m"}
            }
            """));
        await UntilAsync(world, running, () => Percent(world) == 40, "all of the sample is copied");
        Filters(world)[0]!["requestMirror"]!["backendRef"]!["name"]!.GetValue<string>().Should().Be("orders-equal-compare", "a filter of ours names a Service of ours");
        var direct = world.Cluster.Get("", "services", "shop", "orders-equal-compare")!["spec"]!;
        (direct["selector"]!.ToJsonString(), Text(direct["ports"]![0]!["targetPort"])).Should().Be(("""{"app":"orders-equal"}""", "http"));
        await UntilAsync(world, running, () => Text(Status(world)?["phase"]) == "Decided" && Filters(world).Count == 0, "a verdict, and nothing is copied any more");
        (Text(Status(world)!["verdict"]), Text(Status(world)!["why"])).Should().Be(("SameOrBetter", "AllHold"));
        Status(world)!["seen"]!.GetValue<long>().Should().BeGreaterThan(100, "what arrives is counted at the shadow");
        Status(world)!["objectives"]!.AsArray().Select(objective => $"{objective!["name"]} {objective["verdict"]}").Should().Equal("availability Good");
        await ending.CancelAsync();
        await users;
        traffic.Failed.Should().Be(0);
        world.Servers.Started.Should().BeEmpty("nothing is compared");
        world.Cluster.Get("apps", "deployments", "shop", "orders-equal-shadow").Should().BeNull("nothing of it is copied");

        world.Cluster.Server.Cluster.Delete(world.Cluster.Server.Cluster.FindType("penumbra.dev", "shadowdeployments")!, "shop", "orders-equal");
        await UntilAsync(world, running, () => world.Cluster.Get("penumbra.dev", "shadowdeployments", "shop", "orders-equal") is null && world.Cluster.Get("", "services", "shop", "orders-equal-compare") is null, "nothing of ours is left");
        (Spec(world, "apps", "deployments", "orders-equal"), Spec(world, "", "services", "orders-next")).Should().Be((deployment, service), "what somebody else runs stays as it is");
        Ready(world, "orders-equal").Should().Be(1);
        world.Cluster.Server.Server.Log.Entries.Where(entry => entry.Status == 403).Select(entry => $"{entry.Verb} {entry.Resource}.{entry.Group}").Should().BeEmpty("nobody asks for more than the rights that he has");
    }

    private async Task<ShadowCluster> OpenAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await ShadowCluster.StartAsync(Repository.Path("."), Program, _folder, 0, limit.Token, startsOperator: false);
    }

    private static async Task ApplyAsync(ShadowCluster world, string file, Action<JsonObject>? edit = null, Action<JsonObject>? template = null, string? only = null)
    {
        void Edit(JsonObject document) => (document["kind"]!.GetValue<string>() switch { "ShadowDeployment" => edit, "Deployment" => template, _ => null })?.Invoke(document);
        (await world.Cluster.Apply.FileAsync(Repository.Path("crds", "samples", "demo-shadow", file), only is null ? null : document => document["kind"]!.GetValue<string>() == only, Edit, CancellationToken.None)).Should().BeNull();
    }

    private static void Create(ShadowCluster world, string json) =>
        world.Cluster.Server.Cluster.Create(Penumbra.Sandbox.Cluster.BuiltInTypes.Service, JsonNode.Parse(json)!.AsObject()).Succeeded.Should().BeTrue();

    private static void Variable(JsonObject deployment, string name, string value) =>
        deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().Add(new JsonObject { ["name"] = name, ["value"] = value });

    private static bool IsLive(ShadowCluster world) => world.Cluster.Runtime.Gateway.FirstAddress is not null && Ready(world, "orders") == 2;

    private static int? Ready(ShadowCluster world, string deployment) => world.Cluster.Get("apps", "deployments", "shop", deployment)?["status"]?["readyReplicas"]?.GetValue<int>();

    private static string Spec(ShadowCluster world, string group, string plural, string name) => world.Cluster.Get(group, plural, "shop", name)!["spec"]!.ToJsonString();

    private static JsonArray Filters(ShadowCluster world) => world.Cluster.Get("gateway.networking.k8s.io", "httproutes", "shop", "orders")?["spec"]?["rules"]?[0]?["filters"] as JsonArray ?? [];

    private static int? Percent(ShadowCluster world) => Filters(world) is [var filter] ? filter!["requestMirror"]!["percent"]!.GetValue<int>() : null;

    private static JsonObject? Status(ShadowCluster world) => world.Cluster.Get("penumbra.dev", "shadowdeployments", "shop", "orders-equal")?["status"] as JsonObject;

    private static JsonNode? Condition(ShadowCluster world, string type) => (Status(world)?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => Text(condition?["type"]) == type);

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    // Users say how long: so many more of them have been answered.
    private static async Task AnsweredAsync(ShadowCluster world, FastOperator running, ShadowTraffic traffic, int requests)
    {
        var from = DateTimeOffset.UtcNow;
        await UntilAsync(world, running, () => traffic.Between((from, DateTimeOffset.MaxValue)).Requests >= requests, $"{requests} requests are answered");
    }

    private static async Task UntilAsync(ShadowCluster world, FastOperator? running, Func<bool> condition, string what)
    {
        for (var attempt = 0; attempt < 2400 && !condition(); attempt++) await Task.Delay(50);
        condition().Should().BeTrue("{0}; but: {1}\n{2}", what, Status(world)?.ToJsonString(), running?.Logs);
    }
}
