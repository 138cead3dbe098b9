using System.Text.Json.Nodes;

namespace Penumbra.EndToEnd;

/// <summary>A field of a managed route that the cluster's HTTPRoute definition does not have: the API server drops it without a word.</summary>
public sealed class UnknownRouteFieldTests
{
    private const string Path = "spec.traffic.gatewayAPI.managed.rules[0].teapot";

    [Fact]
    public async Task It_is_told_before_the_first_pod_of_a_candidate_and_nothing_is_written_again_and_again()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.StopOperatorAsync();
        await shop.LaunchAsync(WithTeapot);
        await shop.PushAsync("2");
        shop.Cluster.Server.Server.Log.Clear();

        shop.StartOperator(identity: "two");
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "RouterCannot", "the field is named");
        shop.Condition("Stalled", "message").Should().Contain(Path).And.Contain("the installed HTTPRoute does not know this field");
        Deployments(shop).Should().Be(2, "the template and version 1");

        // Each of these edits is a pass of its own.
        for (var edit = 0; edit < 5; edit++)
        {
            var hold = $"{edit + 2}s";
            await EditAsync(shop, spec =>
            {
                WithTeapot(spec);
                spec["bakeTime"] = hold;
            });
            await shop.UntilAsync(s => s.Get("penumbra.dev", "darklaunches", "checkout") is { } launch && launch["metadata"]!["generation"]!.GetValue<long>() == launch["status"]!["observedGeneration"]!.GetValue<long>(), "the edit is observed");
        }

        Patches(shop).Should().BeLessOrEqualTo(2, "one that tells of it, and a rehearsal at most");
        Deployments(shop).Should().Be(2);

        await EditAsync(shop, spec =>
        {
            spec.Remove("objectives");
            spec["steps"] = JsonNode.Parse("""[{"weight": 50, "hold": "1s"}]""");
        });
        await shop.UntilAsync(s => s.Serves("2"), "without the field version 2 is launched");
    }

    [Fact]
    public async Task Edited_in_mid_launch_it_holds_the_share_and_never_rolls_back()
    {
        await using var shop = await Shop.OpenAsync();
        void Edit(JsonObject spec)
        {
            spec["steps"] = JsonNode.Parse("""[{"weight": 10, "hold": "1s"}, {"weight": 50, "hold": "2s"}]""");
            spec["progressDeadline"] = "2s";
            spec.Remove("objectives");
        }

        await shop.LaunchAsync(spec =>
        {
            Edit(spec);
            spec["steps"]![0]!["gate"] = "Manual";
        });
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "10", "a tenth of the users is on version 2");
        shop.Cluster.Server.Server.Log.Clear();
        await EditAsync(shop, spec =>
        {
            Edit(spec);
            WithTeapot(spec);
        });
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "RouterCannot", "the field is named");
        shop.Condition("Stalled", "message").Should().Contain(Path);
        shop.Status!["weight"]!.GetValue<string>().Should().Be("10");
        shop.Phase.Should().Be("Launching");
        Patches(shop).Should().BeLessOrEqualTo(2, "one that tells of it, and a rehearsal at most");

        await EditAsync(shop, Edit);
        await shop.UntilAsync(s => s.Serves("2"), "without the field the launch goes on");
    }

    // The launch alone: the template stays what it is.
    private static Task EditAsync(Shop shop, Action<JsonObject> edit) => shop.ApplyAsync("darklaunch.yaml", document =>
    {
        var spec = (JsonObject)document["spec"]!;
        spec["bakeTime"] = "1s";
        edit(spec);
    });

    private static void WithTeapot(JsonObject spec) => spec["traffic"]!["gatewayAPI"]!["managed"]!["rules"]![0]!["teapot"] = new JsonObject { ["short"] = true };

    private static int Patches(Shop shop) => shop.Cluster.Server.Server.Log.Entries.Count(entry => entry is { Verb: "patch", Resource: "httproutes" });

    private static int Deployments(Shop shop) => shop.Cluster.Server.Cluster.List(shop.Cluster.Server.Cluster.FindType("apps", "deployments")!, "shop").Count;
}
