using Penumbra.EndToEnd.Tools;

namespace Penumbra.EndToEnd;

/// <summary>A spec that nobody can read, which the definition's schema keeps out: here it was replaced by one that takes anything.</summary>
public sealed class UnreadableSpecTests
{
    private const string Anything =
        """[{"op": "replace", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec", "value": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}]""";

    [KubectlFact]
    public async Task A_launch_at_rest_that_is_deleted_lets_go_and_stable_serves_on()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await BreakAsync(shop);
        await DeleteAsync(shop);
        await shop.UntilAsync(s => s.Get("penumbra.dev", "darklaunches", "checkout") is null, "the launch lets go", seconds: 10);
        shop.Get("", "services", "checkout")!["spec"]!["selector"]!["penumbra.dev/revision"].Should().NotBeNull();
    }

    [KubectlFact]
    public async Task A_launch_under_way_stays_and_says_what_a_person_can_do()
    {
        await using var shop = await Shop.OpenAsync();
        await shop.LaunchAsync(spec =>
        {
            spec["steps"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"weight": 50, "hold": "10m"}]""");
            spec.Remove("objectives");
        });
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Status?["weight"]?.GetValue<string>() == "50", "half of the users are on version 2");
        await BreakAsync(shop);
        await DeleteAsync(shop);
        await shop.UntilAsync(s => s.Condition("Stalled", "message").Contains("penumbra.dev/traffic", StringComparison.Ordinal), "the finalizer is named", seconds: 10);
        shop.Condition("Stalled", "message").Should().Contain("mend the spec").And.Contain("50 %");
    }

    private static async Task BreakAsync(Shop shop)
    {
        await Tool.Kubectl(shop).RunAsync("patch", "crd", "darklaunches.penumbra.dev", "--type=json", "-p", Anything);
        await Tool.Kubectl(shop).RunAsync("-n", "shop", "patch", "dl", "checkout", "--type=merge", "-p", """{"spec": {"steps": "none"}}""");
        await shop.UntilAsync(s => s.Condition("Stalled", "reason") == "InvalidSpec", "what cannot be read is told");
    }

    private static Task DeleteAsync(Shop shop) => Tool.Kubectl(shop).RunAsync("-n", "shop", "delete", "dl", "checkout", "--wait=false");
}
