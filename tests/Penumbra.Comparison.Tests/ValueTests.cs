using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Tests;

/// <summary>Values of allowed fields: who may read them, what is kept, and for how long.</summary>
public sealed class ValueTests
{
    private const string May = $"Bearer {Reviewer.Reader}";

    public static TheoryData<string, int, string> Refusals() => new()
    {
        { "no review", 500, "" },
        { "too many", 429, "" },
        { "nothing there", 404, "" },
        { "not json", 201, "allowed: true" },
        { "no status", 201, """{"kind":"SelfSubjectAccessReview"}""" },
        { "an empty status", 201, """{"kind":"SelfSubjectAccessReview","status":{}}""" },
        { "a text", 201, """{"kind":"SelfSubjectAccessReview","status":{"allowed":"true"}}""" },
        { "another kind", 201, """{"kind":"Status","status":{"allowed":true}}""" },
        { "a status that is a text", 201, """{"kind":"SelfSubjectAccessReview","status":"allowed"}""" },
        { "a list", 201, """[{"allowed":true}]""" },
        { "an endless one", 201, $$"""{"kind":"SelfSubjectAccessReview","status":{"allowed":true},"more":"{{new string('a', 100_000)}}"}""" },
        { "no content", 204, "" },
    };

    [Theory]
    [InlineData("/values")]
    [InlineData("/values.json")]
    public async Task Whoever_may_read_them_sees_them_and_nobody_else_does(string path)
    {
        await using var world = await World.OpenAsync(["body.currency"]);
        (await world.Comparing.ReportAsync(path)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await world.Comparing.ReportAsync(path, "Bearer forged")).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await world.Comparing.ReportAsync(path, $"Bearer {Reviewer.Stranger}")).Should().Match<(HttpStatusCode Status, string Text)>(answer => answer.Status == HttpStatusCode.Forbidden && answer.Text.Contains("get on shadowdeployments/values orders-next (penumbra.dev) in namespace shop") && !answer.Text.Contains("EUR"));
        var (status, text) = await world.Comparing.ReportAsync(path, May);
        status.Should().Be(HttpStatusCode.OK);
        text.Should().ContainAll("body.currency", "EUR", "USD").And.NotContain("secret");
        (await world.Comparing.ReportAsync(path, $"bearer  {Reviewer.Reader}")).Status.Should().Be(HttpStatusCode.OK, "a scheme has no case");
        foreach (var open in new[] { "/report", "/report.json", "/metrics" }) (await world.Comparing.ReportAsync(open, May)).Text.Should().NotContainAny("EUR", "USD");
        string.Join('\n', world.Comparing.Logged).Should().NotContainAny("EUR", "USD", Reviewer.Reader, Reviewer.Stranger, "forged");
    }

    [Fact]
    public async Task Programs_get_both_sides_of_each_difference_and_when_it_ends()
    {
        await using var world = await World.OpenAsync(["body.currency", "body.total", "status", "header.content-language"]);
        var differences = (await world.ReadAsync())["differences"]!.AsArray();
        differences.Select(difference => $"{difference!["endpoint"]} {difference["field"]} {difference["kind"]}").Should().Equal("GET /orders/{id} body.currency Value", "GET /orders/{id} body.total Missing", "GET /orders/{id} header.content-language Value");
        var sample = differences[0]!["values"]!.AsArray().Should().ContainSingle().Subject!.AsObject();
        sample.Select(pair => $"{pair.Key} {pair.Value}").Take(2).Should().Equal("at 2026-11-21T09:00:00+00:00", "until 2026-11-28T09:00:00+00:00");
        (sample["live"]!.ToJsonString(), sample["shadow"]!.ToJsonString()).Should().Be(("""{"type":"string","value":"EUR"}""", """{"type":"string","value":"USD"}"""));
        differences[1]!["values"]![0]!["live"]!.ToJsonString().Should().Be("""{"type":"number","value":"10.50"}""");
        differences[1]!["values"]![0]!["shadow"].Should().BeNull("it has none");
    }

    [Fact]
    public async Task A_credential_in_another_form_is_sent_nowhere()
    {
        await using var world = await World.OpenAsync(["body.currency"]);
        foreach (var odd in new[] { "", "Bearer", "Bearer ", $"Basic {Reviewer.Reader}", $"Bearer {Reviewer.Reader} {Reviewer.Reader}", $"Bearer {Reviewer.Reader},", "Bearer a;b", $"Bearer {new string('a', 17_000)}" })
            (await world.Comparing.ReportAsync("/values", odd)).Status.Should().Be(HttpStatusCode.Unauthorized, odd);
        (await world.Comparing.ReportAsync("/values", May, May)).Status.Should().Be(HttpStatusCode.Unauthorized, "two are none");
        world.Cluster.Targets.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task An_answer_that_does_not_plainly_allow_shows_nothing(string what, int status, string body)
    {
        await using var world = await World.OpenAsync(["body.currency"]);
        world.Cluster.Instead = context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
            return context.Response.WriteAsync(body);
        };
        var answer = await world.Comparing.ReportAsync("/values", May);
        answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable, what);
        answer.Text.Should().StartWith("the API server does not say who may read values").And.NotContain("EUR");
    }

    [Theory]
    [InlineData("""{"kind":"SelfSubjectAccessReview","status":{"allowed":false}}""")]
    [InlineData("""{"kind":"SelfSubjectAccessReview","status":{"allowed":true,"denied":true}}""")]
    [InlineData("""{"kind":"SelfSubjectAccessReview","status":{"allowed":false,"evaluationError":"allowed"}}""")]
    public async Task Whoever_is_not_allowed_is_forbidden(string body)
    {
        await using var world = await World.OpenAsync(["body.currency"]);
        world.Cluster.Instead = context => context.Response.WriteAsync(body);
        (await world.Comparing.ReportAsync("/values", May)).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_token_follows_no_redirect()
    {
        await using var elsewhere = await Upstream.StartAsync(() => """{"kind":"SelfSubjectAccessReview","status":{"allowed":true}}""");
        await using var world = await World.OpenAsync(["body.currency"]);
        foreach (var status in new[] { 301, 302, 307, 308 })
        {
            world.Cluster.Instead = context =>
            {
                (context.Response.StatusCode, context.Response.Headers.Location) = (status, elsewhere.Url.ToString());
                return Task.CompletedTask;
            };
            (await world.Comparing.ReportAsync("/values", May)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        }

        elsewhere.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_that_is_down_silent_or_not_the_clusters_shows_nothing()
    {
        await using var world = await World.OpenAsync(["body.currency"], time: new HastyTime());
        world.Cluster.Instead = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        (await world.Comparing.ReportAsync("/values", May)).Status.Should().Be(HttpStatusCode.ServiceUnavailable, "it is silent");
        await world.Cluster.DisposeAsync();
        (await world.Comparing.ReportAsync("/values", May)).Status.Should().Be(HttpStatusCode.ServiceUnavailable, "it is down");

        await using var cluster = await Reviewer.StartAsync();
        await using var other = await Reviewer.StartAsync();
        await using var fooled = await World.OpenAsync(["body.currency"], access: other.Access with { Url = cluster.Access.Url });
        (await fooled.Comparing.ReportAsync("/values", May)).Status.Should().Be(HttpStatusCode.ServiceUnavailable, "another authority signed it");
        cluster.Targets.Should().BeEmpty("the token was not sent");
    }

    [Fact]
    public async Task A_value_is_gone_after_a_week_and_may_be_seen_anew()
    {
        var time = new ManualTime();
        await using var world = await World.OpenAsync(["body.currency"], time: time);
        time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        (await world.ReadAsync())["differences"]!.AsArray().Should().ContainSingle();
        time.Advance(TimeSpan.FromSeconds(1));
        (await world.ReadAsync())["differences"]!.AsArray().Should().BeEmpty();
        await world.Comparing.CopyAsync(100, 1, number => $"/orders/{number}");
        (await world.ReadAsync())["differences"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task Five_different_ones_of_each_field_are_kept_and_none_of_a_list_or_a_mapping_or_a_long_one_whole()
    {
        var count = 0;
        await using var world = await World.OpenAsync(["body.number", "body.list", "body.map", "body.long"], side =>
            side == "live" ? """{"number":0,"list":["secret"],"map":{"a":"secret"},"long":""}""" : $$"""{"number":{{Interlocked.Increment(ref count) / 2}},"list":["other","one"],"map":"plain","long":"{{new string('x', 300)}}"}""");
        await world.Comparing.CopyAsync(1, 20, number => $"/orders/{number}");
        var read = await world.ReadAsync();
        read.ToJsonString().Should().NotContain("secret");
        JsonArray Of(string field) => read["differences"]!.AsArray().Single(difference => difference!["field"]!.ToString() == field)!["values"]!.AsArray();
        Of("body.number").Select(sample => sample!["shadow"]!["value"]!.ToString()).Should().Equal("1", "2", "3", "4", "5");
        Of("body.map").Should().ContainSingle().Which!["live"]!.ToJsonString().Should().Be("""{"type":"object"}""");
        Of("body.long")[0]!["shadow"]!.ToJsonString().Should().Be($$"""{"type":"string","value":"{{new string('x', 256)}}","cut":true}""");
        read["differences"]!.AsArray().Select(difference => difference!["field"]!.ToString()).Should().NotContain("body.list");
    }

    [Fact]
    public async Task A_page_escapes_what_users_sent()
    {
        await using var world = await World.OpenAsync(["body.currency"], side => $$"""{"currency":"<script>{{side}}</script>"}""");
        (await world.Comparing.ReportAsync("/values", May)).Text.Should().NotContain("<script").And.Contain("&lt;script&gt;live");
    }

    [Fact]
    public async Task Where_shapes_are_kept_there_is_nothing_to_read()
    {
        await using var world = await World.OpenAsync([]);
        (await world.Comparing.ReportAsync("/values", May)).Should().Be((HttpStatusCode.NotFound, "no values are kept: compare.samples is Shapes\n"));
        world.Cluster.Targets.Should().BeEmpty();
    }

    /// <summary>Live and a shadow that differ, an API server, and one comparison that was made.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly Upstream _live;
        private readonly Upstream _shadow;

        private World(Upstream live, Upstream shadow, Reviewer cluster, Comparing comparing) => (_live, _shadow, Cluster, Comparing) = (live, shadow, cluster, comparing);

        public Reviewer Cluster { get; }

        public Comparing Comparing { get; }

        public static async Task<World> OpenAsync(string[] allowed, Func<string, string>? answer = null, AccessRules? access = null, TimeProvider? time = null)
        {
            async Task Answer(HttpContext context, string side)
            {
                context.Response.ContentType = "application/json";
                context.Response.Headers.ContentLanguage = side;
                await context.Response.WriteAsync(answer?.Invoke(side) ?? (side == "live" ? """{"currency":"EUR","total":10.50,"note":"secret"}""" : """{"currency":"USD","note":"secret too"}"""));
            }

            var live = await Upstream.StartAsync(context => Answer(context, "live"));
            var shadow = await Upstream.StartAsync(context => Answer(context, "shadow"));
            var cluster = await Reviewer.StartAsync();
            var comparing = await Comparing.StartAsync(
                live, shadow, config => config with { Compare = new CompareRules { NoiseShare = 0, Allowed = allowed }, Access = allowed.Length > 0 ? access ?? cluster.Access : null }, time ?? new ManualTime());
            await comparing.CopyAsync(0, 1, number => $"/orders/{number}");
            return new World(live, shadow, cluster, comparing);
        }

        public async Task<JsonNode> ReadAsync() => JsonNode.Parse((await Comparing.ReportAsync("/values.json", May)).Text)!;

        public async ValueTask DisposeAsync()
        {
            await Comparing.DisposeAsync();
            await Cluster.DisposeAsync();
            await _live.DisposeAsync();
            await _shadow.DisposeAsync();
        }
    }

    /// <summary>A clock whose timers ring a hundred times too early.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : dueTime / 100, period);
    }
}
