using System.Text.Json.Nodes;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.EndToEnd;

/// <summary>What a shadow uses is read from the pods of both sides, as it would be anywhere: a point a minute, once the whole sample is copied.</summary>
public sealed class ShadowResourcesTests : IDisposable
{
    private static readonly string Program = Repository.Program("Penumbra.Operator", "penumbra.dll");
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-resources-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_point_a_minute_is_measured_and_kept_and_what_is_lacking_is_told()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var world = await ShadowCluster.StartAsync(Repository.Path("."), Program, _folder, 0, limit.Token);
        await ApplyAsync(world, "orders.yaml");
        await UntilAsync(world, () => world.Cluster.Runtime.Gateway.FirstAddress is not null && world.Cluster.Get("apps", "deployments", "shop", "orders")?["status"]?["readyReplicas"]?.GetValue<int>() == 2, "live runs");
        await ApplyAsync(world, "equal.yaml", document => document["spec"]!["resources"] = JsonNode.Parse("""{"cpuNoMoreThan": "150%", "memoryNoMoreThan": "150%"}"""));
        await UntilAsync(world, () => NotJudged(world, "cpu").StartsWith("TooFewPoints 0 of 30", StringComparison.Ordinal), "nothing is known yet");
        using var traffic = new ShadowTraffic(world.Cluster.Runtime.Gateway.FirstAddress!, "orders.example.com", 100);
        using var ending = new CancellationTokenSource();
        var users = traffic.RunAsync(ending.Token);
        await UntilAsync(world, () => NotJudged(world, "cpu").StartsWith("TooFewPoints 1 of 30", StringComparison.Ordinal), "a minute with the whole sample");
        NotJudged(world, "memory").Should().StartWith("TooFewPoints 1 of 30");
        Status(world)?["resources"]?["state"]?.GetValue<string>().Should().NotBeNullOrEmpty("another process goes on from it");
        await ending.CancelAsync();
        await users;
        traffic.Failed.Should().Be(0);
    }

    private static string NotJudged(ShadowCluster world, string what) =>
        (Status(world)?["notJudged"] as JsonArray ?? []).FirstOrDefault(record => record!["field"]!.GetValue<string>() == $"resources.{what}") is { } found ? $"{found["why"]} {found["message"]}" : "";

    private static JsonObject? Status(ShadowCluster world) => world.Cluster.Get("penumbra.dev", "shadowdeployments", "shop", "orders-equal")?["status"] as JsonObject;

    private static async Task ApplyAsync(ShadowCluster world, string file, Action<JsonObject>? edit = null)
    {
        void Edit(JsonObject document)
        {
            if (document["kind"]!.GetValue<string>() == "ShadowDeployment") edit?.Invoke(document);
        }

        (await world.Cluster.Apply.FileAsync(Repository.Path("crds", "samples", "demo-shadow", file), null, Edit, CancellationToken.None)).Should().BeNull();
    }

    private async Task UntilAsync(ShadowCluster world, Func<bool> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!condition() && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(5)) await Task.Delay(100);
        var log = Path.Combine(_folder, "operator.log");
        condition().Should().BeTrue("{0}; but: {1}\n{2}", what, Status(world)?.ToJsonString(), File.Exists(log) ? string.Join('\n', (await File.ReadAllLinesAsync(log)).TakeLast(15)) : "");
    }
}
