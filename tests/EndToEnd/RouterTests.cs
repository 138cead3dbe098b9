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
    public async Task A_Service_that_exists_is_refused_and_so_is_its_adoption_until_that_is_supported()
    {
        await using var shop = await Shop.OpenAsync();
        var cluster = shop.Cluster.Server.Cluster;
        cluster.Create(cluster.FindType("", "services")!, (JsonObject)JsonNode.Parse("""
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "checkout", "namespace": "shop"}, "spec": {"selector": {"app": "checkout"}, "ports": [{"name": "http", "port": 8080, "targetPort": 8080}]}}
            """)!).Succeeded.Should().BeTrue();
        cluster.Create(cluster.FindType("gateway.networking.k8s.io", "httproutes")!, (JsonObject)JsonNode.Parse(Route)!).Succeeded.Should().BeTrue();
        await LaunchOnRouteAsync(shop);
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "ServiceExists", "the Service is named");
        await LaunchOnRouteAsync(shop, adopt: true);
        await shop.UntilAsync(s => s.Condition("Stalled", "message").Contains("spec.traffic.service.adopt", StringComparison.Ordinal), "what does not work yet is said");
        cluster.List(cluster.FindType("apps", "deployments")!, "shop").Should().ContainSingle("nothing is created");
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

    private static async Task KubectlAsync(Shop shop, string manifest, params string[] verb)
    {
        var file = Path.Combine(shop.Folder, "manifest.json");
        await File.WriteAllTextAsync(file, manifest);
        await Tool.Kubectl(shop).RunAsync([.. verb, "-f", file]);
    }

    private static async Task LaunchOnRouteAsync(Shop shop, bool adopt = false)
    {
        // The neighbour whose rule shares the route: a gateway refuses a route with a backend that does not exist.
        await shop.ApplyAsync((JsonObject)JsonNode.Parse("""
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "payments", "namespace": "shop"}, "spec": {"selector": {"app": "payments"}, "ports": [{"port": 80}]}}
            """)!);
        await shop.LaunchAsync(spec => Edit(spec, adopt));
    }

    private static void Edit(JsonObject spec, bool adopt)
    {
        spec["traffic"] = JsonNode.Parse("""{"propagationDelay": "1s", "service": {"name": "checkout"}, "gatewayAPI": {"routes": [{"name": "shop"}]}}""");
        spec["traffic"]!["service"]!["adopt"] = adopt;
        spec["steps"] = JsonNode.Parse("""[{"weight": 50, "hold": "2s"}]""");
        spec.Remove("objectives");
    }

    private static JsonNode Spec(Shop shop) => shop.Get("gateway.networking.k8s.io", "httproutes", "shop")!["spec"]!;
}
