using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.EndToEnd;

/// <summary>Recorded requests, replayed by a Job's own process through the comparison server's, with nothing copied.</summary>
public sealed class ShadowReplayTests : IDisposable
{
    private const string Canary = "k4n4ry-e2e-0ddba11";
    private static readonly string Program = Repository.Program("Penumbra.Operator", "penumbra.dll");
    private readonly string _folder = Directory.CreateTempSubdirectory("penumbra-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_recording_is_compared_to_its_end_and_counted_once_whoever_dies_meanwhile()
    {
        await using var world = await OpenAsync();
        await RecordAsync(world, "recording",
        [
            .. Enumerable.Range(0, 100).Select(number => $$"""{"method":"GET","path":"/orders/{{number}}?token={{Canary}}","headers":{"Cookie":"{{Canary}}","X-Note":"{{Canary}}"},"body":""}"""),
            Canary, .. Enumerable.Range(0, 9).Select(number => $$"""{"method":"DELETE","path":"/orders/{{number}}","body":"{{Canary}}"}"""),
        ]);

        // Status says how far it is twice a minute: at three a second the first time may be the last.
        await ApplyAsync(world, "recording", rate: 2);
        await UntilAsync(world, () => Text(Status(world)?["phase"]) == "Replaying" && Replayed(world) >= 10, "it is replayed");
        Text(Condition(world, "Ready")?["message"]).Should().MatchRegex("^replayed [0-9]+ of 110$");
        Filters(world).Should().BeEmpty("nothing is copied");

        world.Servers.Started.Last(pod => pod.Name.StartsWith("orders-equal-replay-", StringComparison.Ordinal)).Kill();
        world.Servers.Started.Last(pod => pod.Name.StartsWith("orders-equal-compare-", StringComparison.Ordinal)).Kill();
        await UntilAsync(world, () => Text(Status(world)?["phase"]) == "Decided", "a verdict");
        world.Servers.Started.Count(pod => pod.Name.StartsWith("orders-equal-replay-", StringComparison.Ordinal)).Should().BeGreaterThan(1, "the first was killed");
        Status(world)!["replay"]!.ToJsonString().Should().Be("""{"replayed":110,"total":110,"finished":true}""");
        Status(world)!["compared"]!.GetValue<long>().Should().Be(100);
        Status(world)!["notCompared"]!.ToJsonString().Should().Be("""{"Malformed":1,"MethodExcluded":9}""");
        Text(Status(world)!["message"]).Should().NotBeEmpty();
        await UntilAsync(world, () => world.Cluster.Get("batch", "jobs", "shop", "orders-equal-replay") is null, "the Job has gone");


        // Events hold nothing up: they are sent a moment after what they tell of.
        await UntilAsync(world, () => Told(world, nameof(Core.Common.Reason.ReplayBegan)) && Told(world, nameof(Core.Common.Reason.ReplayFinished)) && Told(world, nameof(Core.Common.Reason.ShadowJudged)), "its beginning, its end and the verdict are told");
        var events = Events(world);
        var said = new StringBuilder(Status(world)!.ToJsonString()).AppendJoin('\n', events.Select(told => told.ToJsonString()));
        foreach (var log in Directory.GetFiles(_folder, "*.log", SearchOption.AllDirectories)) said.Append(await ReadAsync(log));
        said.ToString().Should().NotContain(Canary).And.Contain("Entry 101 is not compared");
        world.Cluster.Server.Server.Log.Entries.Where(entry => entry.Status == 403).Select(entry => $"{entry.Verb} {entry.Resource}.{entry.Group}").Should().BeEmpty("nobody asks for more than the rights that he has");
    }

    [Fact]
    public async Task Another_recording_under_the_same_name_begins_the_comparison_anew_and_nothing_of_both_is_mixed()
    {
        await using var world = await OpenAsync();
        await RecordAsync(world, "recording", [.. Enumerable.Range(0, 200).Select(number => $$"""{"method":"GET","path":"/orders/{{number}}"}""")]);
        await ApplyAsync(world, "recording");
        await UntilAsync(world, () => Text(Status(world)?["phase"]) == "Replaying" && Replayed(world) >= 10, "it is replayed");
        var since = Text(Status(world)!["since"]);
        await RecordAsync(world, "recording", [.. Enumerable.Range(0, 60).Select(number => $$"""{"method":"GET","path":"/stock/{{number}}"}""")]);
        world.Servers.Started.Last(pod => pod.Name.StartsWith("orders-equal-replay-", StringComparison.Ordinal)).Kill();
        await UntilAsync(world, () => Text(Status(world)?["since"]) != since, "it begins anew");
        await UntilAsync(world, () => Text(Status(world)?["phase"]) == "Decided", "a verdict");
        Status(world)!["replay"]!.ToJsonString().Should().Be("""{"replayed":60,"total":60,"finished":true}""");
        Status(world)!["compared"]!.GetValue<long>().Should().Be(60);
        Status(world)!["endpoints"]!.AsArray().Select(endpoint => Text(endpoint!["endpoint"])).Should().Equal("GET /stock/{sku}");
        var events = Events(world);
        events.Where(told => Text(told["reason"]) == nameof(Core.Common.Reason.ComparisonBegan)).Select(told => Text(told["note"])).Should().BeEquivalentTo(["the comparison begins", "key monday.ndjson of Secret recording has changed: the comparison begins anew"]);
        events.Should().NotContain(told => Text(told["reason"]) == nameof(Core.Common.Reason.ReplayFailed), "nobody has to mend anything");
    }

    [Fact]
    public async Task What_is_no_recording_is_told_with_its_field_and_goes_on_once_it_is_mended()
    {
        await using var world = await OpenAsync();
        await RecordAsync(world, "recording", ["<html>", Canary]);
        await ApplyAsync(world, "recording");
        await UntilAsync(world, () => Text(Condition(world, "Stalled")?["status"]) == "True", "it is stalled");
        Text(Condition(world, "Stalled")?["reason"]).Should().Be(nameof(Core.Common.Reason.ReplayFailed));
        Text(Condition(world, "Stalled")?["message"]).Should().Be("spec.replay.secret: key monday.ndjson of Secret recording: the recording is neither HAR 1.2 nor newline-delimited JSON; mend it, then delete the Job");
        await RecordAsync(world, "recording", [.. Enumerable.Range(0, 5).Select(number => $$"""{"method":"GET","path":"/orders/{{number}}"}""")]);
        world.Cluster.Server.Cluster.Delete(world.Cluster.Server.Cluster.FindType("batch", "jobs")!, "shop", "orders-equal-replay");
        await UntilAsync(world, () => Text(Status(world)?["phase"]) == "Decided", "it goes on");
        Text(Status(world)!["verdict"]).Should().Be("Inconclusive");
        Text(Status(world)!["message"]).Should().Be("5 of 50 comparisons; all is replayed, and nothing more will come");
    }

    private async Task<ShadowCluster> OpenAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var world = await ShadowCluster.StartAsync(Repository.Path("."), Program, _folder, 0, limit.Token);
        (await world.Cluster.Apply.FileAsync(Repository.Path("crds", "samples", "demo-shadow", "orders.yaml"), null, _ => { }, CancellationToken.None)).Should().BeNull();
        await UntilAsync(world, () => world.Cluster.Get("apps", "deployments", "shop", "orders")?["status"]?["readyReplicas"]?.GetValue<int>() == 2, "live runs");
        return world;
    }

    private async Task RecordAsync(ShadowCluster world, string name, IEnumerable<string> lines)
    {
        var file = Path.Combine(_folder, "secret.yaml");
        await File.WriteAllTextAsync(file, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["namespace"] = "shop", ["name"] = name },
            ["data"] = new JsonObject { ["monday.ndjson"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join('\n', lines))) },
        }.ToJsonString());
        (await world.Cluster.Apply.FileAsync(file, null, _ => { }, CancellationToken.None)).Should().BeNull();
        File.Delete(file);
    }

    private static async Task ApplyAsync(ShadowCluster world, string secret, int rate = 3)
    {
        void Edit(JsonObject document)
        {
            if (document["kind"]!.GetValue<string>() != "ShadowDeployment") return;
            var spec = document["spec"]!.AsObject();
            spec["live"]!.AsObject().Remove("gatewayAPI");
            spec["replay"] = new JsonObject { ["secret"] = new JsonObject { ["name"] = secret, ["key"] = "monday.ndjson" }, ["rate"] = rate };
            spec["verdict"] = new JsonObject { ["over"] = "24h", ["minComparisons"] = 50, ["maxMismatch"] = "10%" };
        }

        (await world.Cluster.Apply.FileAsync(Repository.Path("crds", "samples", "demo-shadow", "equal.yaml"), null, Edit, CancellationToken.None)).Should().BeNull();
    }

    private static JsonArray Filters(ShadowCluster world) => world.Cluster.Get("gateway.networking.k8s.io", "httproutes", "shop", "orders")?["spec"]?["rules"]?[0]?["filters"] as JsonArray ?? [];

    private static IReadOnlyList<JsonObject> Events(ShadowCluster world) => [.. world.Cluster.Server.Cluster.List(world.Cluster.Server.Cluster.FindType("events.k8s.io", "events")!, "shop")];

    private static bool Told(ShadowCluster world, string reason) => Events(world).Any(told => Text(told["reason"]) == reason);

    private static JsonObject? Status(ShadowCluster world) => world.Cluster.Get("penumbra.dev", "shadowdeployments", "shop", "orders-equal")?["status"] as JsonObject;

    private static long Replayed(ShadowCluster world) => Status(world)?["replay"]?["replayed"]?.GetValue<long>() ?? 0;

    private static JsonNode? Condition(ShadowCluster world, string type) => (Status(world)?["conditions"] as JsonArray ?? []).FirstOrDefault(condition => Text(condition?["type"]) == type);

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private async Task UntilAsync(ShadowCluster world, Func<bool> condition, string what)
    {
        for (var attempt = 0; attempt < 2400; attempt++)
        {
            if (condition()) return;
            await Task.Delay(50);
        }

        var log = Path.Combine(_folder, "operator.log");
        condition().Should().BeTrue("{0}; but: {1}\n{2}", what, Status(world)?.ToJsonString(), File.Exists(log) ? string.Join('\n', (await ReadAsync(log)).Split('\n').TakeLast(15)) : "");
    }
}
