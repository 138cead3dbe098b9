using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

public sealed class VerdictTests
{
    private static readonly Random Chance = new(7);

    [Fact]
    public async Task An_equal_shadow_of_a_live_that_changes_by_itself_has_no_difference_once_noise_is_learnt()
    {
        await using var live = await Upstream.StartAsync(() => Orders(0.1m));
        await using var shadow = await Upstream.StartAsync(() => Orders(0.1m));
        await using var comparing = await Comparing.StartAsync(live, shadow);

        await comparing.CopyAsync(0, 60, number => $"/orders/{number}");

        var found = comparing.Snapshot.Evidence.Endpoints["GET /orders/{id}"];
        found.Counts().ShadowOnly.Should().Be(0, string.Join(", ", comparing.Differences()));
        found.NoisyFields().Should().Contain(["body.generatedAt", "body.requestId", "body.items"]);
        found.NoisePairs.Should().BeInRange(30, 50);
        comparing.Snapshot.Evidence.Latency[ShadowEvidence.Everything].Pairs.Should().Be(60);
    }

    [Fact]
    public async Task Planted_faults_are_named_and_nothing_else()
    {
        await using var live = await Upstream.StartAsync(() => Orders(0.1m));
        var count = 0;
        await using var shadow = await Upstream.StartAsync(context =>
        {
            var tree = JsonNode.Parse(Orders(0.10001m))!;
            if (Interlocked.Increment(ref count) % 3 == 0) tree.AsObject().Remove("currency");
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(tree.ToJsonString());
        });
        await using var comparing = await Comparing.StartAsync(live, shadow);

        await comparing.CopyAsync(0, 60, number => $"/orders/{number}?q={number}");

        comparing.Differences().Should().Equal("GET /orders/{id} body.currency Missing", "GET /orders/{id} body.total Value");
        var report = JsonNode.Parse((await comparing.ReportAsync("/report.json")).Text)!;
        var currency = report["differences"]!.AsArray().Single(difference => (string?)difference!["field"] == "body.currency")!;
        currency["shapes"]!.AsArray().Single()!.ToJsonString().Should().Be("""{"live":{"type":"string","length":3},"equalAfterTrim":false}""");
        (await comparing.ReportAsync("/report")).Text.Should().Contain("<code>body.total</code>").And.Contain("string of 3 → nothing");
    }

    [Fact]
    public void An_endpoint_that_is_slower_is_named_and_the_other_is_not()
    {
        // Latency needs a thousand pairs: they are told to the state that the server judges by, as it does after each request.
        var time = new ManualTime();
        var config = Comparing.Config(new Uri("http://live"), new Uri("http://shadow"));
        var state = new Serving.ComparisonState(config, "", time);
        for (var number = 0; number < 4_000; number++)
        {
            var took = TimeSpan.FromMilliseconds(20 + (number % 7));
            foreach (var (endpoint, factor) in new[] { ("GET /orders", 1.3), ("GET /orders/{id}", 1.0) })
                state.With(new() { Endpoint = endpoint, At = time.GetUtcNow(), Fields = 5 }, new Dictionary<Difference, Differing.Shape>(), (took, factor * took));
        }

        var judgement = state.Snapshot().Judgement;
        (judgement.Verdict, judgement.Why).Should().Be((ShadowVerdict.Worse, VerdictWhy.Slower));
        judgement.Message.Should().StartWith("GET /orders: slower");
        Reports.MetricsText.Write(state.Snapshot()).Should().Contain("penumbra_comparison_latency_ratio{shadow=\"orders-next\",endpoint=\"GET /orders\",quantile=\"0.5\"} 1.3").And.Contain("penumbra_comparison_verdict{shadow=\"orders-next\"} -1");
        Reports.HtmlReport.Write(state.Snapshot()).Should().Contain("class=\"verdict Worse\"").And.Contain("1.32 (");
    }

    [Fact]
    public async Task The_report_says_when_a_verdict_can_be_expected()
    {
        var time = new ManualTime();
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, time: time);
        await comparing.CopyAsync(0, 5, number => $"/orders/{number}");
        time.Advance(TimeSpan.FromSeconds(5));

        var report = JsonNode.Parse((await comparing.ReportAsync("/report.json")).Text)!;
        ((string?)report["verdict"], (string?)report["why"], (string?)report["message"]).Should().Be(("Inconclusive", "TooFewComparisons", "5 of 3000 comparisons"));
        ((DateTimeOffset?)report["expectedAt"]).Should().BeCloseTo(new DateTimeOffset(2026, 11, 21, 10, 16, 40, TimeSpan.Zero), TimeSpan.FromMinutes(2), "an hour and 3,000 comparisons are asked for, but at one a second it takes 4,600 to be sure");
    }

    private static string Orders(decimal total)
    {
        lock (Chance)
        {
            string[] items = ["""{"sku":"a","price":1.50}""", """{"sku":"b","price":2}""", """{"sku":"c","price":3}"""];
            Chance.Shuffle(items);
            return string.Create(CultureInfo.InvariantCulture, $$$"""
                {"generatedAt":"{{{DateTimeOffset.UtcNow.AddTicks(Chance.Next())}}}{{{Chance.Next()}}}","requestId":"{{{Guid.NewGuid()}}}","total":{{{total}}},"currency":"EUR",
                 "customer":{"name":"n","address":{"street":"s","city":"c"}},"state":"paid","note":null,"flags":{"gift":false,"express":true},"tax":0.19,"items":[{{{string.Join(',', items)}}}]}
                """);
        }
    }
}
