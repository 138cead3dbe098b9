using System.Text.Json.Nodes;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

/// <summary>A real live that knows itself by its name, asked by another.</summary>
public sealed class LiveAnswersTests
{
    [Fact]
    public async Task A_live_that_does_not_know_the_host_holds_up_a_good_verdict_and_a_right_host_does_not()
    {
        var time = new ManualTime();
        await using var live = await Upstream.StartAsync(context => ByHost(context));
        await using var shadow = await Upstream.StartAsync(context => ByHost(context));
        await using var wrong = await Comparing.StartAsync(live, shadow, Small, time);
        await wrong.CopyAsync(0, 1_200, number => $"/orders/{number}");
        wrong.Snapshot.Evidence.Endpoints.Values.Single().Answers.Should().Be(Enumerable.Repeat(404, 1_200).Aggregate(LiveAnswers.None, (answers, status) => answers.With(status)));
        time.Advance(TimeSpan.FromHours(2));
        var report = JsonNode.Parse((await wrong.ReportAsync("/report.json")).Text)!;
        ((string?)report["verdict"], (string?)report["why"]).Should().Be(("Inconclusive", "LiveAnswersDiffer"));
        ((string?)report["message"]).Should().Contain("100 % 404").And.Contain("live.hostHeader");
        ((long?)report["endpoints"]![0]!["liveAnswers"]!["NotFound"]).Should().Be(1_200);
        (await wrong.ReportAsync("/report")).Text.Should().Contain("; live answers 100 % 404", "the page names it at its endpoint");

        await using var right = await Comparing.StartAsync(live, shadow, config => Small(config) with { HostHeader = "orders.shop" }, time);
        await right.CopyAsync(0, 1_200, number => $"/orders/{number}");
        time.Advance(TimeSpan.FromHours(2));
        right.Snapshot.Judgement.Why.Should().NotBe(VerdictWhy.LiveAnswersDiffer);
    }

    [Fact]
    public async Task A_live_that_resets_every_connection_is_told_with_what_to_look_at()
    {
        await using var live = await Upstream.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var shadow = await Upstream.StartAsync(() => "{}");
        var time = new ManualTime();
        await using var comparing = await Comparing.StartAsync(live, shadow, Small, time);
        await comparing.CopyAsync(0, 120, number => $"/orders/{number}");
        comparing.Not(NotCompared.LiveFailed).Should().Be(120);
        time.Advance(TimeSpan.FromMinutes(1));
        var report = JsonNode.Parse((await comparing.ReportAsync("/report.json")).Text)!;
        ((string?)report["verdict"], (string?)report["why"]).Should().Be(("Inconclusive", "LiveAnswersDiffer"));
        ((string?)report["message"]).Should().Contain("of 120 requests").And.Contain("live.tls").And.Contain("PeerAuthentication").And.Contain("NetworkPolicy");
    }

    [Fact]
    public async Task A_live_that_fails_what_it_is_asked_is_told_as_that_and_not_as_one_that_is_silent()
    {
        await using var live = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var shadow = await Upstream.StartAsync(() => "{}");
        var time = new ManualTime();
        await using var comparing = await Comparing.StartAsync(live, shadow, Small, time);
        await comparing.CopyAsync(0, 200, number => $"/orders/{number}");
        time.Advance(TimeSpan.FromMinutes(1));
        var report = JsonNode.Parse((await comparing.ReportAsync("/report.json")).Text)!;
        ((string?)report["verdict"], (string?)report["why"]).Should().Be(("Inconclusive", "LiveAnswersDiffer"));
        ((string?)report["message"]).Should().Contain("of 200 requests").And.Contain("5xx").And.Contain("requests.credentials").And.NotContain("cut off").And.NotContain("NetworkPolicy");
    }

    private static Configuration.ComparisonConfig Small(Configuration.ComparisonConfig config) => config with { Verdict = config.Verdict with { MinComparisons = 1_000, MaxMismatch = 0.05 } };

    private static Task ByHost(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.StatusCode = context.Request.Host.Host == "orders.shop" ? 200 : 404;
        context.Response.ContentType = "application/json";
        return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "{}");
    }
}
