using System.Text.Json.Nodes;
using Penumbra.EndToEnd.Tools;

namespace Penumbra.EndToEnd;

/// <summary>A launch that is judged by what a real Prometheus counted.</summary>
public sealed class PrometheusTests
{
    [PrometheusFact]
    public async Task A_release_that_fails_is_rolled_back_by_what_Prometheus_says()
    {
        await using var shop = await Shop.OpenAsync();
        await using var prometheus = await PrometheusServer.StartAsync(shop);
        (await shop.Cluster.Apply.FileAsync(Repository.Path("crds", "samples", "metricsource.yaml"), null, source =>
        {
            source["spec"]!["prometheus"]!["url"] = prometheus.Address.ToString().TrimEnd('/');
            ((JsonObject)source["spec"]!["prometheus"]!).Remove("secretRef");
        }, CancellationToken.None)).Should().BeNull();
        await RollsBackAsync(shop);
    }

    [PrometheusFact]
    public async Task In_one_namespace_the_source_comes_from_a_mounted_folder()
    {
        await using var shop = await Shop.OpenForOneNamespaceAsync();
        await using var prometheus = await PrometheusServer.StartAsync(shop);
        var folder = Directory.CreateDirectory(Path.Combine(shop.Folder, "sources")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yaml"), $"""
            apiVersion: penumbra.dev/v1alpha1
            kind: MetricSource
            metadata:
              name: prometheus
            spec:
              prometheus:
                url: {prometheus.Address}
            """);
        shop.StartOperator(ns: "shop", metricSources: folder);
        await RollsBackAsync(shop);
    }

    private static async Task RollsBackAsync(Shop shop)
    {
        await shop.LaunchAsync(spec =>
        {
            spec["steps"] = JsonNode.Parse("""[{"weight": 50, "hold": "1s"}]""");
            var objectives = spec["objectives"]!.AsArray();
            objectives.RemoveAt(1);
            objectives[0]!["source"] = "prometheus";
        });
        await shop.UntilAsync(s => s.Serves("1"), "version 1 is adopted");
        await using var users = await Users.ComeAsync(shop);
        await shop.PushAsync("2");
        await shop.UntilAsync(s => s.Serves("2"), "version 2 is promoted: it is Good");
        await shop.PushAsync("3", errors: "0.5");
        await shop.UntilAsync(s => s.Phase == "RolledBack", "version 3 is rolled back");
        await users.LeaveAsync();

        var decision = shop.Status!["decisions"]![0]!;
        decision["reason"]!.GetValue<string>().Should().Be("ObjectiveBad");
        decision["evidence"]!.GetValue<string>().Should().Contain("availability");
        users.Traffic.Lost.Should().Be(0, "{0}", string.Join("; ", users.Traffic.Complaints));
        users.Traffic.Tallies["2"].Failed.Should().Be(0);
    }
}
