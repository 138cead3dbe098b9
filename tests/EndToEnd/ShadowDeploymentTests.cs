using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.EndToEnd;

/// <summary>
/// A shadow as it would run anywhere: the operator in a process of its own under the chart's rights, the comparison server as a process without any right, a gateway that copies.
/// </summary>
public sealed class ShadowDeploymentTests : IDisposable
{
    private static readonly string Program = Repository.Program("Penumbra.Operator", "penumbra.dll");
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-shadow-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_filter_comes_after_the_server_and_goes_before_it_and_nobody_waits_for_a_copy()
    {
        await using var world = await OpenAsync();
        var order = new List<string>();
        using var watching = world.Cluster.Server.Cluster.Subscribe(change => Note(change, order));
        await ApplyAsync(world, "equal.yaml");
        await UntilAsync(world, () => Filters(world).Count == 1, "the route copies");
        Filters(world)[0]!.ToJsonString().Should().Be("""{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"orders-equal-compare","port":8080,"group":"","kind":"Service"},"percent":1}}""");
        lock (order) order.IndexOf("server ready").Should().BeInRange(0, order.IndexOf("filter set"), "the server is ready before the filter is set: {0}", string.Join(", ", order));

        // 1 % of a few hundred requests: some arrive, and what differs by itself is not held against the shadow.
        using var traffic = new ShadowTraffic(world.Cluster.Runtime.Gateway.FirstAddress!, "orders.example.com", 500);
        using var ending = new CancellationTokenSource();
        var users = traffic.RunAsync(ending.Token);
        await UntilAsync(world, () => Status(world)?["compared"]?.GetValue<long>() >= 3, "something is compared");
        Text(Status(world)?["phase"]).Should().Be("Comparing");
        Text(Status(world)?["subject"]).Should().MatchRegex("^live:[0-9a-f]{8} shadow:[0-9a-f]{8} settings:[0-9a-f]{16}$");

        await SuspendAsync(world, true);
        await UntilAsync(world, () => Filters(world).Count == 0 && Reason(world, "Ready") == nameof(Core.Common.Reason.ShadowSuspended), "nothing is copied while it is suspended");
        var compared = Status(world)!["compared"]!.GetValue<long>();
        await SuspendAsync(world, false);
        await UntilAsync(world, () => Filters(world).Count == 1 && Reason(world, "Ready") != nameof(Core.Common.Reason.ShadowSuspended), "it goes on");
        Status(world)!["compared"]!.GetValue<long>().Should().BeGreaterThanOrEqualTo(compared, "what was found stays");
        await ending.CancelAsync();
        await users;
        traffic.Failed.Should().Be(0);

        world.Cluster.Server.Cluster.Delete(Type(world), "shop", "orders-equal");
        await UntilAsync(world, () => world.Cluster.Get("penumbra.dev", "shadowdeployments", "shop", "orders-equal") is null, "it goes");
        Filters(world).Should().BeEmpty();
        world.Cluster.Get("gateway.networking.k8s.io", "httproutes", "shop", "orders")!["spec"]!["rules"]![0]!["filters"].Should().BeNull("the route is what it was");
        lock (order) order.LastIndexOf("filter gone").Should().BeLessThan(order.IndexOf("server deleted"), "the filter is gone before the server: {0}", string.Join(", ", order));
        await UntilAsync(world, () => Left(world).Count == 0, "nothing is left");
        world.Cluster.Server.Server.Log.Entries.Where(entry => entry.Status == 403).Select(entry => $"{entry.Verb} {entry.Resource}.{entry.Group}").Should().BeEmpty("nobody asks for more than the rights that he has");
    }

    [Fact]
    public async Task A_server_killed_by_force_goes_on_with_what_was_kept()
    {
        await using var world = await OpenAsync();
        await ApplyAsync(world, "equal.yaml");
        await UntilAsync(world, () => Filters(world).Count == 1, "the route copies");
        using var traffic = new ShadowTraffic(world.Cluster.Runtime.Gateway.FirstAddress!, "orders.example.com", 500);
        using var ending = new CancellationTokenSource();
        var users = traffic.RunAsync(ending.Token);
        string Kept() => Text(world.Cluster.Get("", "configmaps", "shop", "orders-equal-evidence")?["binaryData"]?["evidence"]);
        await UntilAsync(world, () => Kept().Length > 0 && Status(world)?["compared"]?.GetValue<long>() >= 5, "what was found is kept");
        var compared = Status(world)!["compared"]!.GetValue<long>();
        var since = Text(Status(world)!["since"]);
        world.Servers.Started[^1].Kill();
        await UntilAsync(world, () => world.Servers.Started.Count == 2 && Status(world)!["compared"]!.GetValue<long>() > compared, "the next process goes on");
        Text(Status(world)!["since"]).Should().Be(since);
        await ending.CancelAsync();
        await users;
        traffic.Failed.Should().Be(0, "a server that is away is no trouble of users");
    }

    [Fact]
    public async Task A_shadow_whose_own_metrics_are_bad_is_worse_although_its_answers_are_equal()
    {
        await using var world = await OpenAsync();
        await ApplyAsync(
            world, "equal.yaml",
            document => document["spec"]!["objectives"] = JsonNode.Parse("""
                [
                  {"name": "backend", "source": "pods", "target": "95%", "indicator": {"ratio": {"bad": "backend_requests_total{outcome=\"failed\"}", "total": "backend_requests_total"}}},
                  {"name": "availability", "source": "pods", "target": "99%", "indicator": {"ratio": {"bad": "http_requests_total{code=~\"5..\"}", "total": "http_requests_total"}}}
                ]
                """),
            template => (template["spec"]!["template"]!["spec"]!["containers"]![0]!["env"] as JsonArray)!.Add(new JsonObject { ["name"] = "BACKEND_ERRORS", ["value"] = "0.5" }));
        await UntilAsync(world, () => Filters(world).Count == 1, "the route copies");
        using var traffic = new ShadowTraffic(world.Cluster.Runtime.Gateway.FirstAddress!, "orders.example.com", 500);
        using var ending = new CancellationTokenSource();
        var users = traffic.RunAsync(ending.Token);
        await UntilAsync(world, () => Text(Status(world)?["verdict"]) == "Worse", "a bad verdict");
        Text(Status(world)?["why"]).Should().Be("ObjectiveMissed");
        Text(Status(world)?["message"]).Should().StartWith("objective backend is missed: ").And.Contain("asked >= 95%");
        Status(world)!["compared"]!.GetValue<long>().Should().BePositive();
        Text(Status(world)?["mismatch"]?["mismatched"]).Should().Be("0", "the answers are equal");
        var objectives = Status(world)!["objectives"]!.AsArray();
        objectives.Select(objective => (Text(objective!["name"]), Text(objective["verdict"]) == "Bad")).Should().Equal([("backend", true), ("availability", false)]);
        Status(world)!["evidence"]!["objectives"]!.AsArray().Select(kept => Text(kept!["name"])).Should().Equal(["penumbra-restarts", "backend", "availability"], "another process goes on from it");
        await ending.CancelAsync();
        await users;
        traffic.Failed.Should().Be(0);
    }

    [Fact]
    public async Task Copies_go_straight_to_a_shadow_that_is_judged_by_its_metrics_alone()
    {
        await using var world = await OpenAsync();
        await ApplyAsync(
            world, "equal.yaml",
            document => document["spec"] = JsonNode.Parse("""
                {
                  "live": {"service": "orders", "port": 8080, "gatewayAPI": {"routes": [{"name": "orders"}]}},
                  "shadow": {"deployment": {"name": "orders-equal", "replicas": 1}},
                  "sample": "40",
                  "compare": {"mode": "MetricsOnly"},
                  "requests": {"unsafeAcknowledged": true, "credentials": "Forward", "forwardAcknowledged": true},
                  "objectives": [{"name": "backend", "source": "pods", "target": "95%", "indicator": {"ratio": {"bad": "backend_requests_total{outcome=\"failed\"}", "total": "backend_requests_total{outcome=\"ok\"}"}}}],
                  "verdict": {"over": "3m"}
                }
                """),
            template => (template["spec"]!["template"]!["spec"]!["containers"]![0]!["env"] as JsonArray)!.Add(new JsonObject { ["name"] = "BACKEND_ERRORS", ["value"] = "0.5" }));
        await UntilAsync(world, () => Filters(world).Count == 1, "the route copies");
        Filters(world)[0]!["requestMirror"]!["backendRef"]!["name"]!.GetValue<string>().Should().Be("orders-equal-compare");
        world.Cluster.Get("", "services", "shop", "orders-equal-compare")!["spec"]!["selector"]!.ToJsonString().Should().Be("""{"penumbra.dev/shadow":"orders-equal","penumbra.dev/part":"shadow"}""");
        using var traffic = new ShadowTraffic(world.Cluster.Runtime.Gateway.FirstAddress!, "orders.example.com", 500);
        using var ending = new CancellationTokenSource();
        var users = traffic.RunAsync(ending.Token);
        await UntilAsync(world, () => Text(Status(world)?["verdict"]) == "Worse", "a bad verdict");
        Text(Status(world)?["why"]).Should().Be("ObjectiveMissed");
        Status(world)!["seen"]!.GetValue<long>().Should().BePositive("what arrives is counted at the shadow");
        world.Servers.Started.Should().BeEmpty("nothing is compared");
        await ending.CancelAsync();
        await users;
        traffic.Failed.Should().Be(0);

        world.Cluster.Server.Cluster.Delete(Type(world), "shop", "orders-equal");
        await UntilAsync(world, () => world.Cluster.Get("penumbra.dev", "shadowdeployments", "shop", "orders-equal") is null && Left(world).Count == 0, "nothing is left");
        Filters(world).Should().BeEmpty();
    }

    [Fact]
    public async Task Mistakes_are_told_with_what_would_be_right_and_nothing_is_copied_or_made_for_them()
    {
        (string Mistake, string Reason, string Told)[] mistakes =
        [
            ("""{"live":{"service":"ordres"}}""", nameof(Core.Common.Reason.ServiceNotFound), "spec.live.service: there is no Service ordres"),
            ("""{"live":{"port":9090}}""", nameof(Core.Common.Reason.ServiceNotFound), "spec.live.port: Service orders has no port 9090; it has 8080"),
            ("""{"live":{"gatewayAPI":{"routes":[{"name":"ordres"}]}}}""", nameof(Core.Common.Reason.RouteNotFound), "spec.live.gatewayAPI.routes[0].name"),
            ("""{"shadow":{"deployment":{"name":"orders"}}}""", nameof(Core.Common.Reason.ShadowReachable), "Service orders selects the pod labels of Deployment orders: users would reach the shadow"),
            ("""{"shadow":{"deployment":{"name":"missing"}}}""", nameof(Core.Common.Reason.TemplateNotFound), "spec.shadow.deployment.name: there is no Deployment missing"),
            ("""{"shadow":{"deployment":null,"service":"orders"}}""", nameof(Core.Common.Reason.InvalidSpec), "spec.shadow.service: is live itself"),
            ("""{"objectives":[{"name":"a","source":"nowhere","max":"1","indicator":{"query":"q"}}]}""", nameof(Core.Common.Reason.SourceNotFound), "spec.objectives[0].source: there is no MetricSource nowhere"),
            ("""{"resources":{"source":"nowhere","cpuNoMoreThan":"150%"}}""", nameof(Core.Common.Reason.SourceNotFound), "spec.resources.source: there is no MetricSource nowhere"),
            ("""{"compare":{"samples":"Values","values":{"allow":["cookie.session"]}}}""", nameof(Core.Common.Reason.InvalidSpec), "spec.compare.values.allow: has cookie.session, which is a cookie"),
        ];
        await using var world = await OpenAsync();
        for (var index = 0; index < mistakes.Length; index++)
        {
            await ApplyAsync(world, "equal.yaml", document =>
            {
                document["metadata"]!["name"] = $"mistake-{index}";
                Merge(document["spec"]!.AsObject(), JsonNode.Parse(mistakes[index].Mistake)!.AsObject());
            });
        }

        for (var index = 0; index < mistakes.Length; index++)
        {
            var name = $"mistake-{index}";
            await UntilAsync(world, () => Reason(world, "Stalled", name) == mistakes[index].Reason, $"{mistakes[index].Mistake} is stalled", name);
            Text(Condition(world, "Stalled", name)?["message"]).Should().Contain(mistakes[index].Told);
        }

        Filters(world).Should().BeEmpty();
        Left(world).Should().BeEmpty("nothing is made for what cannot run");
    }

    private async Task<ShadowCluster> OpenAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var world = await ShadowCluster.StartAsync(Repository.Path("."), Program, _folder, 0, limit.Token);
        await ApplyAsync(world, "orders.yaml");
        await UntilAsync(world, () => world.Cluster.Runtime.Gateway.FirstAddress is not null && world.Cluster.Get("apps", "deployments", "shop", "orders")?["status"]?["readyReplicas"]?.GetValue<int>() == 2, "live runs");
        return world;
    }

    private static async Task ApplyAsync(ShadowCluster world, string file, Action<JsonObject>? edit = null, Action<JsonObject>? template = null)
    {
        void Edit(JsonObject document)
        {
            if (document["kind"]!.GetValue<string>() == "ShadowDeployment") edit?.Invoke(document);
            if (document["kind"]!.GetValue<string>() == "Deployment") template?.Invoke(document);
        }

        (await world.Cluster.Apply.FileAsync(Repository.Path("crds", "samples", "demo-shadow", file), null, Edit, CancellationToken.None)).Should().BeNull();
    }

    private static Task SuspendAsync(ShadowCluster world, bool suspend) => ApplyAsync(world, "equal.yaml", document => document["spec"]!["suspend"] = suspend);

    private static void Merge(JsonObject into, JsonObject change)
    {
        foreach (var (field, value) in change)
        {
            if (value is null) into.Remove(field);
            else if (value is JsonObject nested && into[field] is JsonObject known) Merge(known, nested);
            else into[field] = value.DeepClone();
        }
    }

    private static void Note(ClusterChange change, List<string> order)
    {
        var (kind, name) = (Text(change.Object["kind"]), Text(change.Object["metadata"]?["name"]));
        var what = (kind, name) switch
        {
            ("Deployment", "orders-equal-compare") when change.Object["status"]?["readyReplicas"]?.GetValue<int>() == 1 && change.Previous?["status"]?["readyReplicas"] is null => "server ready",
            ("Service", "orders-equal-compare") when change.Verb == "DELETED" => "server deleted",
            ("HTTPRoute", "orders") when FiltersOf(change.Object).Count > 0 && FiltersOf(change.Previous).Count == 0 => "filter set",
            ("HTTPRoute", "orders") when FiltersOf(change.Object).Count == 0 && FiltersOf(change.Previous).Count > 0 => "filter gone",
            _ => null,
        };
        lock (order) if (what is not null) order.Add(what);
    }

    private static IReadOnlyList<string> Left(ShadowCluster world) =>
    [
        .. new[] { ("apps", "deployments"), ("", "services"), ("", "configmaps"), ("", "secrets") }
            .SelectMany(kind => world.Cluster.Server.Cluster.List(world.Cluster.Server.Cluster.FindType(kind.Item1, kind.Item2)!, "shop", Keys.Shadow)).Select(left => $"{left["kind"]} {left["metadata"]!["name"]}"),
    ];

    private static JsonArray Filters(ShadowCluster world) => FiltersOf(world.Cluster.Get("gateway.networking.k8s.io", "httproutes", "shop", "orders"));

    private static JsonArray FiltersOf(JsonObject? route) => route?["spec"]?["rules"]?[0]?["filters"] as JsonArray ?? [];

    private static ResourceType Type(ShadowCluster world) => world.Cluster.Server.Cluster.FindType("penumbra.dev", "shadowdeployments")!;

    private static JsonObject? Status(ShadowCluster world, string name = "orders-equal") => world.Cluster.Get("penumbra.dev", "shadowdeployments", "shop", name)?["status"] as JsonObject;

    private static JsonNode? Condition(ShadowCluster world, string type, string name = "orders-equal") => (Status(world, name)?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => Text(condition?["type"]) == type && Text(condition?["status"]) == (type == "Stalled" ? "True" : Text(condition?["status"])));

    private static string Reason(ShadowCluster world, string type, string name = "orders-equal") => Text(Condition(world, type, name)?["reason"]);

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private async Task UntilAsync(ShadowCluster world, Func<bool> condition, string what, string name = "orders-equal")
    {
        for (var attempt = 0; attempt < 2400; attempt++)
        {
            if (condition()) return;
            await Task.Delay(50);
        }

        var log = Path.Combine(_folder, "operator.log");
        condition().Should().BeTrue("{0}; but: {1}\n{2}", what, Status(world, name)?.ToJsonString(), File.Exists(log) ? string.Join('\n', (await File.ReadAllLinesAsync(log)).TakeLast(15)) : "");
    }
}
