using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.Json;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Tests;

/// <summary>The sections of a ShadowDeployment are the sections of the server's file, so that whatever is declared is checked by the server's own reader.</summary>
public sealed class ApiSectionTests
{
    [Theory]
    [InlineData("simple")]
    [InlineData("full")]
    public void The_samples_sections_are_a_right_file(string sample)
    {
        var reading = Read(YamlTree.Read(File.ReadAllText(Path.Combine(Root(), "crds", "samples", "shadow", $"{sample}.yaml"))).Documents[0]["spec"]!.ToJsonString());
        reading.Problems.Should().BeEmpty();
        if (sample == "simple") return;
        reading.Config!.Access!.Namespace.Should().Be("shop");
        reading.Config!.HostHeader.Should().Be("orders.shop:8443");
        reading.Config.Requests.Should().BeEquivalentTo(new RequestRules
        {
            Methods = ["GET", "HEAD", "POST"], Templates = ["/orders/{id}", "/orders"], Excluded = ["/orders/export"], ForwardCredentials = true, Strip = ["X-Internal-Token"], MaxBody = 512 * 1024,
            Timeout = TimeSpan.FromSeconds(2), MaxInFlight = 16, MaxLiveRps = 0.5, MaxLiveShare = 0.025,
        });
        reading.Config.Compare.Should().BeEquivalentTo(new CompareRules
        {
            NoiseShare = 0.2, Ignored = ["body.generatedAt", "header.x-request-id"], Tolerated = [new("body.total", 0.0001, null), new("body.items[].price", null, 0.01)], Orderless = ["body.items"], Allowed = ["body.currency"],
        });
        reading.Config.Verdict.Should().Be(new Core.ShadowDeployments.Verdicts.VerdictRules { Over = TimeSpan.FromHours(48), MinComparisons = 20_000, MaxMismatch = 0.0005, Confidence = 0.99, LatencyNoMoreThan = 1.2 });
    }

    [Fact]
    public void A_shadow_that_says_nothing_means_the_servers_defaults()
    {
        var config = Read("""{"live":{"service":"orders","port":80,"gatewayAPI":{"routes":[{"name":"orders"}]}},"shadow":{"service":"orders-next"}}""").Config!;
        config.Requests.Should().BeEquivalentTo(new RequestRules());
        config.Compare.Should().BeEquivalentTo(new CompareRules());
        config.Verdict.Should().Be(new Core.ShadowDeployments.Verdicts.VerdictRules());
    }

    [Fact]
    public void The_defaults_of_the_definition_are_the_servers()
    {
        var (text, _) = YamlTree.Read(File.ReadAllText(Path.Combine(Root(), "crds", "shadowdeployments.penumbra.dev.yaml")));
        var spec = text[0]["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!;
        var declared = new JsonObject
        {
            ["live"] = new JsonObject { ["service"] = "orders", ["port"] = 80, ["hostHeader"] = spec["live"]!["properties"]!["hostHeader"]!["default"]!.DeepClone() },
            ["shadow"] = new JsonObject { ["service"] = "orders-next" },
        };
        foreach (var section in new[] { "requests", "compare", "verdict" }) declared[section] = Defaults(spec[section]!);
        declared["requests"]!.AsObject().Should().NotBeEmpty();
        var config = Read(declared.ToJsonString()).Config!;
        config.HostHeader.Should().BeNull();
        config.Requests.Should().BeEquivalentTo(new RequestRules());
        config.Compare.Should().BeEquivalentTo(new CompareRules());
        config.Verdict.Should().Be(new Core.ShadowDeployments.Verdicts.VerdictRules());
    }

    // As the operator makes the file: its own fields, and the sections as they are.
    private static ConfigReading Read(string spec)
    {
        var (fields, problem) = ShadowDeploymentReader.Parse(Encoding.UTF8.GetBytes(spec));
        problem.Should().BeNull();
        var file = new JsonObject
        {
            ["name"] = "orders-next",
            ["live"] = new JsonObject { ["url"] = "http://orders:80", ["hostHeader"] = fields!.Live.HostHeader },
            ["shadow"] = new JsonObject { ["url"] = "http://orders-next:80" },
            ["secretFile"] = "/key",
            ["requests"] = fields.Requests is { } requests ? JsonSerializer.SerializeToNode(requests, ApiJson.Default.ShadowRequests) : null,
            ["compare"] = fields.Compare is { } compare ? JsonSerializer.SerializeToNode(compare, ApiJson.Default.ShadowCompare) : null,
            ["verdict"] = fields.Verdict is { } verdict ? JsonSerializer.SerializeToNode(verdict, ApiJson.Default.ShadowVerdictRules) : null,
        };
        if (fields.Compare?.Samples == "Values") file["access"] = new JsonObject { ["namespace"] = "shop" };
        return new ConfigReader(_ => "0123456789abcdef"u8.ToArray()).Read(file.ToJsonString());
    }

    private static JsonNode Defaults(JsonNode schema) => new JsonObject(schema["properties"]!.AsObject().Select(pair => KeyValuePair.Create(pair.Key, pair.Value!["default"] switch
    {
        JsonObject { Count: 0 } => Defaults(pair.Value),
        var value => value?.DeepClone(),
    })).Where(pair => pair.Value is not null));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Operator.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
