using System.Text.Json.Nodes;

namespace Penumbra.EndToEnd;

public sealed class LaunchTests
{
    [Fact]
    public async Task A_good_release_is_promoted_and_a_failing_one_goes_back_and_nobody_else_notices()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await using var users = await Users.ComeAsync(shop);
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted");
        await shop.PushAsync("3", errors: "0.5");
        await shop.UntilAsync(s => s.Phase == "RolledBack", "version 3 is rolled back");
        await users.LeaveAsync();

        users.Traffic.Lost.Should().Be(0, "{0}", string.Join("; ", users.Traffic.Complaints));
        users.Traffic.Tallies["1"].Failed.Should().Be(0);
        users.Traffic.Tallies["2"].Failed.Should().Be(0);
        shop.Condition("Stalled").Should().Be("True");
        shop.Logs.Should().NotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
        shop.Cluster.Server.Server.Log.Entries.Should().NotContain(entry => entry.Status == 403, "the chart's rights are enough");
    }

    [Fact]
    public async Task A_step_costs_one_route_write_one_status_at_most_one_scale_and_one_event_and_no_reads()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync(spec =>
        {
            spec["steps"] = JsonNode.Parse("""[{"weight": 10, "hold": "6s"}, {"weight": 20, "hold": "60s"}, {"weight": 80, "hold": "30s"}]""");
            spec.Remove("objectives");
        });
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "10", "the first step begins");

        // Events come after everything else: the first step's own is not the second's.
        await shop.UntilAsync(s => s.Cluster.Server.Cluster.List(s.Cluster.Server.Cluster.FindType("events.k8s.io", "events")!, "shop").Any(told => told["note"]?.GetValue<string>().EndsWith(": 10 %", StringComparison.Ordinal) == true), "the first step is told");
        shop.Cluster.Server.Server.Log.Clear();
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "20", "the second step begins");
        await Task.Delay(2500);

        var requests = shop.Cluster.Server.Server.Log.Entries.Where(entry => entry.User.Contains("penumbra", StringComparison.Ordinal) && entry.Resource != "leases" && entry.Verb != "watch").ToList();
        requests.Select(entry => $"{entry.Verb} {entry.Resource}").Order(StringComparer.Ordinal)
            .Should().Equal("create events", "patch darklaunches/status", "patch httproutes");
    }

    [Fact]
    public async Task An_operator_that_dies_in_the_middle_is_followed_by_one_that_goes_on()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await using var users = await Users.ComeAsync(shop);
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() is "5" or "25", "version 2 climbs");
        await shop.StopOperatorAsync();
        shop.StartOperator(identity: "two");
        await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted");
        await users.LeaveAsync();
        users.Traffic.Lost.Should().Be(0);
    }

    [Fact]
    public async Task Deleting_a_launch_in_the_middle_leaves_stable_serving_and_nothing_else()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync(spec => spec["steps"] = JsonNode.Parse("""[{"weight": 50, "hold": "10m"}]"""));
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await using var users = await Users.ComeAsync(shop);
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "50", "version 2 has half of the users");
        await shop.UntilAsync(_ => users.Traffic.Tallies.ContainsKey("2"), "version 2 has answered somebody: of a few requests all may have gone to the other half");
        var type = shop.Cluster.Server.Cluster.FindType("penumbra.dev", "darklaunches")!;
        shop.Cluster.Server.Cluster.Delete(type, "shop", "checkout", "Foreground");
        await shop.UntilAsync(s => s.Get("penumbra.dev", "darklaunches", "checkout") is null, "the launch is gone");
        await Task.Delay(1000);
        await users.LeaveAsync();

        users.Traffic.Lost.Should().Be(0);
        shop.Get("", "services", "checkout-candidate").Should().BeNull();
        shop.Get("", "services", "checkout").Should().NotBeNull();
        shop.Get("gateway.networking.k8s.io", "httproutes", "checkout").Should().NotBeNull();
        users.Traffic.Tallies.Keys.Should().BeEquivalentTo(["1", "2"]);
    }
}
