using Microsoft.AspNetCore.Http;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

/// <summary>What becomes of other statuses, where live itself is not always the same.</summary>
public sealed class StatusTests
{
    private const string Order = "GET /orders/{id}";

    [Fact]
    public async Task A_shadow_that_fails_every_request_is_never_excused_by_a_live_that_fails_now_and_then()
    {
        await using var live = await Every(5, 503);
        await using var shadow = await Upstream.StartAsync(Answer(500));
        await using var comparing = await Comparing.StartAsync(live, shadow);
        await comparing.CopyAsync(0, 60, number => $"/orders/{number}");

        var found = comparing.Snapshot.Evidence.Endpoints[Order];
        found.NoisyFields().Should().BeEmpty();
        found.Differences().Should().ContainSingle().Which.Key.Should().Be(new Difference("status", DifferenceKind.Type));
        found.Counts().LiveOnly.Should().Be(0);
        found.Counts().ShadowOnly.Should().BeGreaterThan(35, "only where live's second answer fails as well nothing is said");
        MismatchEvidence.NotWorse(found.Counts(), 0.001).Should().BeLessThan(1);
    }

    [Fact]
    public async Task Live_that_fails_where_the_shadow_does_not_is_no_mismatch_of_the_shadow()
    {
        await using var live = await Every(3, 500);
        await using var shadow = await Upstream.StartAsync(Answer(200));
        await using var comparing = await Comparing.StartAsync(live, shadow);
        await comparing.CopyAsync(0, 30, number => $"/orders/{number}");

        comparing.Differences().Should().BeEmpty();
        comparing.Not(NotCompared.LiveError).Should().BeGreaterThan(3);
    }

    [Fact]
    public async Task A_shadow_that_finds_nothing_is_not_excused_by_a_live_that_sometimes_finds_nothing()
    {
        await using var live = await Every(4, 404);
        await using var shadow = await Upstream.StartAsync(Answer(404));
        await using var comparing = await Comparing.StartAsync(live, shadow);
        await comparing.CopyAsync(0, 60, number => $"/orders/{number}");

        comparing.Differences().Should().Equal($"{Order} status Type");
        comparing.Snapshot.Evidence.Endpoints[Order].Counts().ShadowOnly.Should().BeGreaterThan(20);
    }

    [Fact]
    public async Task Of_a_status_that_changes_by_itself_within_its_class_the_rest_of_the_answer_is_still_compared()
    {
        await using var live = await Every(3, 203);
        await using var shadow = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = 203;
            return Task.CompletedTask;
        });
        await using var comparing = await Comparing.StartAsync(live, shadow);
        await comparing.CopyAsync(0, 60, number => $"/orders/{number}");

        comparing.Snapshot.Evidence.Endpoints[Order].NoisyFields().Should().Equal("status");
        comparing.Differences().Should().Contain($"{Order} body Missing");
    }

    private static Task<Upstream> Every(int often, int status)
    {
        var asked = 0;
        return Upstream.StartAsync(context => Answer(Interlocked.Increment(ref asked) % often == 0 ? status : 200)(context));
    }

    private static Func<HttpContext, Task> Answer(int status) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync("""{"id":1}""");
    };
}
