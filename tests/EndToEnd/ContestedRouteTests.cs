using System.Text.Json.Nodes;

namespace Penumbra.EndToEnd;

/// <summary>Routes that somebody puts back again and again while a launch steers them.</summary>
public sealed class ContestedRouteTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hand_that_puts_the_route_back_again_and_again_is_named_once_and_not_fought(bool managed)
    {
        await using var shop = await Shop.OpenAsync();
        if (!managed)
        {
            var cluster = shop.Cluster.Server.Cluster;
            cluster.Create(cluster.FindType("gateway.networking.k8s.io", "httproutes")!, (JsonObject)JsonNode.Parse("""
                {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "checkout", "namespace": "shop"},
                 "spec": {"parentRefs": [{"name": "public"}], "hostnames": ["shop.example.com"], "rules": [{"backendRefs": [{"name": "checkout", "port": 8080}]}]}}
                """)!).Succeeded.Should().BeTrue();
        }

        await shop.LaunchAsync(spec =>
        {
            spec["steps"] = JsonNode.Parse("""[{"weight": 20, "hold": "1s"}, {"weight": 50, "hold": "1s"}]""");
            spec["progressDeadline"] = "5s";
            spec.Remove("objectives");
            if (!managed) spec["traffic"] = JsonNode.Parse("""{"propagationDelay": "1s", "service": {"name": "checkout"}, "gatewayAPI": {"routes": [{"name": "checkout"}]}}""");
        });
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        var rules = shop.Get("gateway.networking.k8s.io", "httproutes", "checkout")!["spec"]!["rules"]!.DeepClone();
        await using var users = await Users.ComeAsync(shop);
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "20", "a fifth of the users is on version 2");

        await using var hand = new ForeignHand(shop, "deployer", "checkout", rules);
        await shop.UntilAsync(s => s.Condition("TrafficConflict") == "True", "the conflict is told");
        shop.Condition("TrafficConflict", "message").Should().Contain("deployer");
        shop.Condition("Paused").Should().Be("True");
        shop.Cluster.Server.Server.Log.Clear();
        var since = hand.Writes;
        await shop.UntilAsync(_ => hand.Writes - since >= 25, "the hand goes on for longer than any deadline");
        var ours = shop.Cluster.Server.Server.Log.Entries.Where(entry => entry.User.Contains("penumbra", StringComparison.Ordinal) && entry.Verb is "create" or "patch" or "update" or "delete" && entry.Resource != "leases").ToList();
        ours.Where(entry => entry.Resource == "httproutes").Should().BeEmpty("nobody is fought");
        ours.Count.Should().BeLessOrEqualTo(4, "{0}", string.Join(", ", ours.Select(entry => $"{entry.Verb} {entry.Resource}")));
        shop.Phase.Should().Be("Launching");
        shop.Condition("TrafficConflict").Should().Be("True");
        await users.LeaveAsync();
        users.Traffic.Lost.Should().Be(0, "{0}", string.Join("; ", users.Traffic.Complaints));
        users.Traffic.Tallies.Values.Sum(tally => tally.Failed).Should().Be(0);
    }
}
