using Penumbra.EndToEnd.Tools;

namespace Penumbra.EndToEnd;

/// <summary>An operator that looks after one namespace, with the rights that the chart gives it then.</summary>
public sealed class OneNamespaceTests
{
    [HelmFact]
    public async Task A_whole_life_needs_no_right_beyond_the_namespace()
    {
        await using var shop = await Shop.OpenForOneNamespaceAsync();
        shop.StartOperator(ns: "shop");
        await shop.LaunchAsync();
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await using var users = await Users.ComeAsync(shop);
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted");
        await shop.PushAsync("3", errors: "0.5");
        await shop.UntilAsync(s => s.Phase == "RolledBack", "version 3 is rolled back");
        await users.LeaveAsync();

        shop.Cluster.Get("coordination.k8s.io", "leases", "penumbra-system", "penumbra-shop")!["spec"]!["holderIdentity"]!.GetValue<string>().Should().Be("one", "operators of other namespaces have leases of their own");
        users.Traffic.Lost.Should().Be(0, "{0}", string.Join("; ", users.Traffic.Complaints));
        var asked = shop.Cluster.Server.Server.Log.Entries.Where(entry => entry.User.Contains("penumbra", StringComparison.Ordinal)).ToList();
        asked.Should().NotContain(entry => entry.Status == 403, "the chart's rights are enough");
        asked.Where(entry => entry.Resource.Length > 0).Select(entry => entry.Namespace).Distinct(StringComparer.Ordinal).Should().BeEquivalentTo(["shop", "penumbra-system"]);
    }
}
