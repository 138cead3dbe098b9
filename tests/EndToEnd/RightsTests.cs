using System.Text.Json.Nodes;
using Penumbra.Sandbox.Embedded;

namespace Penumbra.EndToEnd;

public sealed class RightsTests
{
    // What a whole launch need not use, and why it must be had all the same.
    private static readonly SortedDictionary<string, string> UnusedForAReason = new(StringComparer.Ordinal)
    {
        ["penumbra get darklaunches.penumbra.dev"] = "read again after a conflict only",
        ["penumbra get services"] = "read again after a conflict only",
        ["penumbra get httproutes.gateway.networking.k8s.io"] = "read again after a conflict only",
        ["penumbra patch events.events.k8s.io"] = "an event that repeats becomes a series",
        ["penumbra delete deployments.apps"] = "history beyond its limit",
        ["penumbra patch darklaunches.penumbra.dev/scale"] = "replicas are written once, where the spec has none",
    };

    [Fact]
    public async Task A_whole_life_of_launches_uses_every_right_and_lacks_none()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync(spec =>
        {
            spec["steps"] = JsonNode.Parse("""[{"weight": 50, "hold": "1s"}]""");
            spec["revisionHistoryLimit"] = 0;
            spec["objectives"]!.AsArray().RemoveAt(1);
        });
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await using (var users = await Users.ComeAsync(shop))
        {
            await shop.PushAsync("2");
            await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted");
            await shop.PushAsync("3", errors: "1");
            await shop.UntilAsync(s => s.Phase == "RolledBack", "version 3 is rolled back");
        }

        var type = shop.Cluster.Server.Cluster.FindType("penumbra.dev", "darklaunches")!;
        shop.Cluster.Server.Cluster.Delete(type, "shop", "checkout");
        await shop.UntilAsync(s => s.Get("penumbra.dev", "darklaunches", "checkout") is null, "the launch is gone");
        await shop.StopOperatorAsync();

        var log = shop.Cluster.Server.Server.Log;
        log.Entries.Where(entry => entry.Status == 403).Select(entry => $"{entry.Verb} {entry.Resource}.{entry.Group}").Should().BeEmpty();
        var unused = Granted().Except(log.UsedRules, StringComparer.Ordinal).Where(right => !UnusedForAReason.ContainsKey(right));
        unused.Should().BeEmpty("a right that nothing uses is a risk that nothing pays for");
    }

    // As the request log names them: role, verb, resource, group.
    private static List<string> Granted()
    {
        var rights = new List<string>();
        foreach (var role in YamlJson.Read(File.ReadAllText(Repository.Path("charts", "rendered", "penumbra.yaml"))).OfType<JsonObject>().Where(document => document["kind"]!.GetValue<string>() is "ClusterRole" or "Role"))
        {
            foreach (var rule in (JsonArray)role["rules"]!)
            {
                rights.AddRange(
                    from @group in Words(rule!["apiGroups"])
                    from resource in Words(rule["resources"])
                    from verb in Words(rule["verbs"])
                    select $"{role["metadata"]!["name"]} {verb} {resource}{(@group.Length == 0 ? "" : $".{@group}")}");
            }
        }

        return rights;
    }

    private static IEnumerable<string> Words(JsonNode? list) => ((JsonArray)list!).Select(word => word!.GetValue<string>());
}
