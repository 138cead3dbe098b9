using System.Text.Json.Nodes;

namespace Penumbra.EndToEnd;

/// <summary>One HTTPRoute that leads to two applications, each with a launch of its own.</summary>
public sealed class SharedRouteTests
{
    private const string Route = """
        {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "shop", "namespace": "shop"},
         "spec": {"parentRefs": [{"name": "public"}], "hostnames": ["shop.example.com"], "rules": [
           {"matches": [{"path": {"type": "PathPrefix", "value": "/payments"}}], "backendRefs": [{"name": "payments", "port": 8080}]},
           {"backendRefs": [{"name": "checkout", "port": 8080}]}]}}
        """;

    [Fact]
    public async Task One_release_is_promoted_while_the_others_is_taken_back_and_the_route_is_as_it_was()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.ApplyAsync((JsonObject)JsonNode.Parse(Route)!);
        await shop.LaunchAsync(spec => OnRoute(spec, "1s"));
        await shop.ApplyAsync("template.yaml", document => Payments(document, "1", 2));
        await LaunchPaymentsAsync(shop, []);
        await shop.UntilAsync(s => s.Serves("1") && Status(s)?["phase"]?.GetValue<string>() == "Healthy", "both are adopted");
        var before = Rules(shop);

        await shop.ApplyAsync("template.yaml", document => Payments(document, "2", 0));
        await shop.UntilAsync(s => Status(s)?["weight"]?.GetValue<string>() == "50", "half of the users of payments are on its version 2");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Serves("2"), "checkout's version 2 is promoted");
        Status(shop)!["weight"]!.GetValue<string>().Should().Be("50");
        Rules(shop).Should().Contain("payments-candidate").And.NotContain("checkout-candidate");

        var candidate = Status(shop)!["candidate"]!;
        await LaunchPaymentsAsync(shop, new JsonObject { ["penumbra.dev/abort"] = $"{candidate["revision"]}/{candidate["attempt"]}" });
        await shop.UntilAsync(s => Status(s)?["phase"]?.GetValue<string>() == "RolledBack", "the release of payments is taken back");
        Rules(shop).Should().Be(before);
        shop.Condition("TrafficConflict").Should().NotBe("True");
        shop.Said("payments", "TrafficConflict", "status").Should().NotBe("True");
    }

    private static Task LaunchPaymentsAsync(Shop shop, JsonObject annotations) => shop.ApplyAsync("darklaunch.yaml", document =>
    {
        document["metadata"]!["name"] = "payments";
        document["metadata"]!["annotations"] = annotations;
        document["spec"]!["targetRef"]!["name"] = "payments";
        OnRoute((JsonObject)document["spec"]!, "10m");
    });

    private static void Payments(JsonObject document, string version, int replicas)
    {
        document["metadata"]!["name"] = "payments";
        var spec = document["spec"]!;
        spec["replicas"] = replicas;
        spec["selector"]!["matchLabels"]!["app"] = "payments";
        spec["template"]!["metadata"]!["labels"]!["app"] = "payments";
        spec["template"]!["spec"]!["containers"]![0]!["image"] = $"shop/payments:{version}";
    }

    private static void OnRoute(JsonObject spec, string hold)
    {
        spec["traffic"] = JsonNode.Parse("""{"propagationDelay": "1s", "gatewayAPI": {"routes": [{"name": "shop"}]}}""");
        spec["steps"] = new JsonArray(new JsonObject { ["weight"] = 50, ["hold"] = hold });
        spec.Remove("objectives");
    }

    private static JsonNode? Status(Shop shop) => shop.Get("penumbra.dev", "darklaunches", "payments")?["status"];

    private static string Rules(Shop shop) => shop.Get("gateway.networking.k8s.io", "httproutes", "shop")!["spec"]!["rules"]!.ToJsonString();
}
