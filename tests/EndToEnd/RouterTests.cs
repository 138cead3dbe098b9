using System.Text.Json.Nodes;
using Penumbra.EndToEnd.Tools;

namespace Penumbra.EndToEnd;

/// <summary>Routes and Services that are somebody else's, or that somebody else changes.</summary>
public sealed class RouterTests
{
    private const string Route = """
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "shop", "namespace": "shop"},
         "spec": {"parentRefs": [{"name": "public"}], "hostnames": ["shop.example.com"], "rules": [
           {"matches": [{"path": {"type": "PathPrefix", "value": "/payments"}}], "backendRefs": [{"name": "payments", "port": 80}]},
           {"backendRefs": [{"name": "checkout", "port": 8080}]}]}}
        """;

    private const string Service = """
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "checkout", "namespace": "shop", "labels": {"app.kubernetes.io/managed-by": "Helm"}},
         "spec": {"selector": {"app": "checkout"}, "ports": [{"name": "http", "port": 8080, "targetPort": 8080}]}}
        """;

    [KubectlFact]
    public async Task An_existing_route_is_at_rest_what_it_was_and_its_foreign_rule_is_never_touched()
    {
        await using var shop = await Shop.OpenAsync();
        await KubectlAsync(shop, Route, "create", "--field-manager=team");
        await LaunchOnRouteAsync(shop);
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        var before = Spec(shop).ToJsonString();
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "50", "half of the users are on version 2");
        Spec(shop)["rules"]!.AsArray().Single(rule => rule!.ToJsonString().Contains("payments", StringComparison.Ordinal))!.ToJsonString()
            .Should().Be(JsonNode.Parse(before)!["rules"]![0]!.ToJsonString());
        await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted");
        Spec(shop).ToJsonString().Should().Be(before);
    }

    [KubectlFact]
    public async Task A_route_that_a_server_side_applier_holds_is_refused_before_there_is_a_candidate()
    {
        await using var shop = await Shop.OpenAsync();
        await KubectlAsync(shop, Route, "apply", "--server-side", "--field-manager=argocd-controller");
        await LaunchOnRouteAsync(shop);
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "RouteContested", "the applier is named");
        shop.Condition("Stalled", "message").Should().Contain("argocd-controller").And.Contain("spec.traffic.gatewayAPI.routes[0]");
        shop.Get("", "services", "checkout-candidate").Should().BeNull();
    }

    [KubectlFact]
    public async Task Somebody_who_puts_the_route_back_is_named_and_not_fought_until_retry()
    {
        await using var shop = await Shop.OpenAsync();
        await KubectlAsync(shop, Route, "create", "--field-manager=deployer");
        await LaunchOnRouteAsync(shop);
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "50", "half of the users are on version 2");
        await KubectlAsync(shop, Route, "replace", "--field-manager=deployer");
        await shop.UntilAsync(s => s.Condition("TrafficConflict") == "True", "the conflict is told");
        shop.Condition("TrafficConflict", "message").Should().Contain("deployer");
        shop.Condition("Paused").Should().Be("True");
        await Task.Delay(2500);
        Spec(shop).ToJsonString().Should().NotContain("checkout-candidate", "nobody is fought");
        var candidate = shop.Status!["candidate"]!;
        await Tool.Kubectl(shop).RunAsync("-n", "shop", "annotate", "dl/checkout", $"penumbra.dev/retry={candidate["revision"]}/{candidate["attempt"]}");
        await shop.UntilAsync(s => s.Serves("2"), "retry goes on");
    }

    [KubectlFact]
    public async Task A_hand_that_gives_everybody_the_candidate_is_undone_at_once()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync(spec => spec["steps"] = JsonNode.Parse("""[{"weight": 10, "hold": "10m"}]"""));
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "10", "a tenth of the users is on version 2");
        var before = shop.Get("gateway.networking.k8s.io", "httproutes", "checkout")!["spec"]!.ToJsonString();
        var rules = shop.Get("gateway.networking.k8s.io", "httproutes", "checkout")!["spec"]!["rules"]!.DeepClone();
        foreach (var reference in rules.AsArray().SelectMany(rule => rule!["backendRefs"]!.AsArray()))
            reference!["weight"] = reference["name"]!.GetValue<string>() == "checkout-candidate" ? 100 : 0;
        await Tool.Kubectl(shop).RunAsync("-n", "shop", "patch", "httproute", "checkout", "--type=merge", "-p", new JsonObject { ["spec"] = new JsonObject { ["rules"] = rules } }.ToJsonString());
        await shop.UntilAsync(s => s.Get("gateway.networking.k8s.io", "httproutes", "checkout")!["spec"]!.ToJsonString() == before, "it is undone", seconds: 2);
    }

    [Fact]
    public async Task An_existing_Service_is_adopted_and_users_miss_no_request()
    {
        await using var shop = await Shop.OpenAsync();
        Create(shop, "", "services", Service);
        Create(shop, "gateway.networking.k8s.io", "httproutes", Route);
        await LaunchOnRouteAsync(shop);
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "ServiceExists", "the Service is named");
        shop.Cluster.Server.Cluster.List(shop.Cluster.Server.Cluster.FindType("apps", "deployments")!, "shop").Should().ContainSingle("nothing is created");

        await shop.UntilAsync(s => s.Get("apps", "deployments", "checkout")!["status"]?["readyReplicas"]?.GetValue<int>() == 2, "the template's own pods serve");
        await using var users = await Users.ComeAsync(shop, 50);
        await LaunchOnRouteAsync(shop, adopt: true);
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "50", "half of the users are on version 2");
        shop.Get("", "services", "checkout-candidate")!["spec"]!["ports"]![0]!.ToJsonString().Should().Contain("\"port\":8080").And.Contain("\"targetPort\":8080");
        await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted");
        await users.LeaveAsync();
        users.Traffic.Lost.Should().Be(0, "{0}", string.Join("; ", users.Traffic.Complaints));

        var service = shop.Get("", "services", "checkout")!;
        service["spec"]!["selector"]!.ToJsonString().Should().Be($$"""{"app":"checkout","penumbra.dev/revision":"{{shop.Status!["stable"]!["revision"]}}"}""");
        service["metadata"]!["labels"]!.ToJsonString().Should().Be("""{"app.kubernetes.io/managed-by":"Helm"}""");
    }

    [KubectlFact]
    public async Task A_Service_whose_selector_a_server_side_applier_holds_is_refused_and_one_that_takes_the_key_away_twice_ends_the_attempt()
    {
        await using var shop = await Shop.OpenAsync();
        Create(shop, "gateway.networking.k8s.io", "httproutes", Route);
        string[] apply = ["apply", "--server-side", "--force-conflicts", "--field-manager=argocd-controller"];
        await KubectlAsync(shop, Service, apply);
        await LaunchOnRouteAsync(shop, adopt: true, hold: "10m");
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "SelectorContested", "the applier is named");
        shop.Condition("Stalled", "message").Should().Contain("argocd-controller").And.Contain("spec.traffic.service.adopt");

        // The way out that the message names: the applier lets go of the selector.
        var without = (JsonObject)JsonNode.Parse(Service)!;
        await KubectlAsync(shop, Service, "apply", "--server-side", "--field-manager=team");
        without["spec"]!.AsObject().Remove("selector");
        await KubectlAsync(shop, without.ToJsonString(), apply);
        await shop.UntilAsync(s => s.Condition("Stalled", "message").Contains("team", StringComparison.Ordinal), "the other applier is named");
        await KubectlAsync(shop, without.ToJsonString(), "apply", "--server-side", "--field-manager=team");
        await Tool.Kubectl(shop).RunAsync("-n", "shop", "patch", "service", "checkout", "--type=merge", "-p", """{"spec": {"selector": {"app": "checkout"}}}""");
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");

        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "50", "half of the users are on version 2");
        bool HasKey(Shop s) => s.Get("", "services", "checkout")!["spec"]!["selector"]!.AsObject().ContainsKey("penumbra.dev/revision");
        await KubectlAsync(shop, Service, apply);
        await shop.UntilAsync(HasKey, "the key is put back at once", seconds: 5);
        shop.Status!["weight"]!.GetValue<string>().Should().Be("50");
        await KubectlAsync(shop, Service, apply);
        await shop.UntilAsync(s => s.Phase == "RolledBack", "the second time the candidate goes back");
        HasKey(shop).Should().BeTrue();
        shop.Status!["decisions"]![0]!["reason"]!.GetValue<string>().Should().Be("SelectorContested");
        shop.Status!["decisions"]![0]!["evidence"]!.GetValue<string>().Should().Contain("argocd-controller");
    }

    [Fact]
    public async Task An_adopted_Service_is_given_back_when_the_launch_is_reverted()
    {
        await using var shop = await Shop.OpenAsync();
        Create(shop, "", "services", Service);
        Create(shop, "gateway.networking.k8s.io", "httproutes", Route);
        await LaunchOnRouteAsync(shop, adopt: true, spec => spec["deletionPolicy"] = "Revert");
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.ApplyAsync("template.yaml", document => document["spec"]!["replicas"] = 2);
        var cluster = shop.Cluster.Server.Cluster;
        cluster.Delete(cluster.FindType("penumbra.dev", "darklaunches")!, "shop", "checkout");
        await shop.UntilAsync(s => s.Get("penumbra.dev", "darklaunches", "checkout") is null, "the launch goes");
        var service = shop.Get("", "services", "checkout")!;
        service["spec"]!["selector"]!.ToJsonString().Should().Be("""{"app":"checkout"}""");
        service["metadata"]!.ToJsonString().Should().NotContain("penumbra.dev/stable");
    }

    [Fact]
    public async Task Without_a_router_the_share_follows_the_pods_and_goes_back()
    {
        await using var shop = await Shop.OpenAsync();
        void Spec(JsonObject spec)
        {
            spec["traffic"] = JsonNode.Parse("""{"propagationDelay": "1s", "replicaShare": {}}""");
            spec["steps"] = JsonNode.Parse("""[{"weight": 50, "hold": "1s"}]""");
            spec.Remove("pilots");
            spec.Remove("objectives");
        }

        await shop.LaunchAsync(Spec);
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "50", "half of the pods are of version 2");
        shop.Get("", "services", "checkout")!["spec"]!["selector"]!.AsObject().ContainsKey("penumbra.dev/revision").Should().BeFalse();
        await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted");
        shop.Get("", "services", "checkout")!["spec"]!["selector"]!["penumbra.dev/revision"]!.GetValue<string>().Should().Be(shop.Status!["stable"]!["revision"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_a_router_a_release_that_fails_goes_back_to_the_stable_pods()
    {
        await using var shop = await Shop.OpenAsync();

        // Users come through the apex Service, which no route of the launch steers.
        Create(shop, "gateway.networking.k8s.io", "httproutes", Route);
        await shop.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "payments", "namespace": "shop"}, "spec": {"selector": {"app": "payments"}, "ports": [{"port": 80}]}}
            """)!);
        await shop.LaunchAsync(spec =>
        {
            spec["traffic"] = JsonNode.Parse("""{"propagationDelay": "1s", "replicaShare": {}}""");
            spec["steps"] = JsonNode.Parse("""[{"weight": 50, "hold": "5s"}]""");
            spec.Remove("pilots");
            spec["objectives"]!.AsArray().RemoveAt(1);
        });
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await using var users = await Users.ComeAsync(shop, 50);
        await shop.PushAsync("2", errors: "1");
        await shop.UntilAsync(s => s.Phase == "RolledBack", "version 2 is rolled back");
        shop.Status!["decisions"]![0]!["reason"]!.GetValue<string>().Should().Be("ObjectiveBad");
        var stable = shop.Status!["stable"]!["revision"]!.GetValue<string>();
        shop.Image("stable").Should().Be("shop/checkout:1");
        shop.Get("", "services", "checkout")!["spec"]!["selector"]!["penumbra.dev/revision"]!.GetValue<string>().Should().Be(stable);
        await shop.UntilAsync(s => Pods(s).All(revision => revision == stable), "the candidate's pods go");
        await users.LeaveAsync();
        users.Traffic.Lost.Should().Be(0, "{0}", string.Join("; ", users.Traffic.Complaints));
        users.Traffic.Tallies["1"].Failed.Should().Be(0);
    }

    private static IEnumerable<string> Pods(Shop shop)
    {
        var cluster = shop.Cluster.Server.Cluster;
        return cluster.List(cluster.FindType("", "pods")!, "shop").Select(pod => pod["metadata"]!["labels"]?["penumbra.dev/revision"]?.GetValue<string>() ?? "");
    }

    private static async Task KubectlAsync(Shop shop, string manifest, params string[] verb)
    {
        var file = Path.Combine(shop.Folder, "manifest.json");
        await File.WriteAllTextAsync(file, manifest);
        await Tool.Kubectl(shop).RunAsync([.. verb, "-f", file]);
    }

    private static void Create(Shop shop, string group, string plural, string manifest)
    {
        var cluster = shop.Cluster.Server.Cluster;
        cluster.Create(cluster.FindType(group, plural)!, (JsonObject)JsonNode.Parse(manifest)!).Succeeded.Should().BeTrue();
    }

    private static async Task LaunchOnRouteAsync(Shop shop, bool adopt = false, Action<JsonObject>? edit = null, string hold = "2s")
    {
        // The neighbour whose rule shares the route: a gateway refuses a route with a backend that does not exist.
        await shop.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "payments", "namespace": "shop"}, "spec": {"selector": {"app": "payments"}, "ports": [{"port": 80}]}}
            """)!);
        await shop.LaunchAsync(spec =>
        {
            Edit(spec, adopt, hold);
            edit?.Invoke(spec);
        });
    }

    private static void Edit(JsonObject spec, bool adopt, string hold)
    {
        spec["traffic"] = JsonNode.Parse("""{"propagationDelay": "1s", "service": {"name": "checkout"}, "gatewayAPI": {"routes": [{"name": "shop"}]}}""");
        spec["traffic"]!["service"]!["adopt"] = adopt;
        spec["steps"] = new JsonArray(new JsonObject { ["weight"] = 50, ["hold"] = hold });
        spec.Remove("objectives");
    }

    private static JsonNode Spec(Shop shop) => shop.Get("gateway.networking.k8s.io", "httproutes", "shop")!["spec"]!;
}
