using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Penumbra.Comparison.Requests;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

public sealed class RequestTests
{
    [Fact]
    public async Task Both_sides_are_asked_what_the_user_asked_without_credentials_and_with_a_mark()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { Strip = ["X-Internal-Token"] } });
        await comparing.CopyAsync("/orders/a%2Fb?q=%20x&q=2", "GET", ("Host", "orders.shop-shadow:8443"), ("Authorization", "Bearer abc"), ("Cookie", "s=1"), ("Proxy-Authorization", "x"), ("X-Internal-Token", "t"),
            ("X-Hop", "h"), ("Connection", "X-Hop"), ("TE", "trailers"), ("Accept-Encoding", "gzip, zstd;q=0.5, br"), ("X-Penumbra-Shadow", "orders-next;1;00"), ("X-Kept", "kept"));
        await Comparing.UntilAsync(() => comparing.Done == 1);

        comparing.Snapshot.Compared.Should().Be(1, "a mark that is not valid is taken off and means nothing");
        foreach (var (method, target, headers) in live.Asked.Concat(shadow.Asked))
        {
            (method, target).Should().Be(("GET", "/orders/a%2Fb?q=%20x&q=2"));
            headers["host"].Should().Be("orders.shop:8443");
            headers["x-kept"].Should().Be("kept");
            headers["accept-encoding"].Should().Be("gzip, br");
            headers["x-penumbra-shadow"].Should().StartWith("orders-next;").And.NotContain(";1;00");
            headers.Should().NotContainKeys("authorization", "cookie", "proxy-authorization", "x-internal-token", "x-hop", "te", "traceparent");
        }

        (live.Asked.Count, shadow.Asked.Count).Should().Be((2, 1), "the first requests of an endpoint are asked of live twice");
    }

    [Theory]
    [InlineData("GET", false)]
    [InlineData("HEAD", false)]
    [InlineData("PUT", true)]
    public async Task What_a_browser_keeps_of_live_asks_nothing_of_the_shadow_but_a_write_keeps_its_conditions(string method, bool kept)
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { Methods = [method] } });
        string[] conditions = ["if-none-match", "if-match", "if-modified-since", "if-unmodified-since", "if-range"];
        await comparing.CopyAsync("/orders", method, [.. conditions.Select(name => (name, name.EndsWith("since", StringComparison.Ordinal) ? "Sat, 21 Nov 2026 09:00:00 GMT" : "\"live-1\""))]);
        await Comparing.UntilAsync(() => comparing.Done == 1);
        foreach (var (_, _, headers) in live.Asked.Concat(shadow.Asked))
        {
            if (kept) headers.Should().ContainKeys(conditions);
            else headers.Should().NotContainKeys(conditions, "an equal shadow has tags of its own, and answers 200 where live answers 304");
        }
    }

    [Fact]
    public async Task Credentials_are_forwarded_when_that_is_acknowledged()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { HostHeader = "fixed.example", Requests = config.Requests with { ForwardCredentials = true } });
        await comparing.CopyAsync("/orders", "GET", ("Authorization", "Bearer abc"), ("Cookie", "s=1"));
        await Comparing.UntilAsync(() => comparing.Done == 1);
        shadow.Asked.Single().Headers.Should().Contain("authorization", "Bearer abc").And.Contain("cookie", "s=1").And.Contain("host", "fixed.example");
    }

    [Fact]
    public async Task What_is_not_compared_is_counted_by_its_reason()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { Excluded = ["/orders/export"], MaxBody = 100, Methods = ["GET", "POST"] } });
        await comparing.CopyAsync("/orders", "DELETE");
        await comparing.CopyAsync("/orders/export/all?x=1");
        await comparing.CopyAsync("/orders", "GET", ("Connection", "Upgrade"), ("Upgrade", "websocket"));
        using (var grpc = new ByteArrayContent([0]) { Headers = { { "Content-Type", "application/grpc" } } }) (await comparing.Client.PostAsync("/svc/Call", grpc)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        using (var large = new ByteArrayContent(new byte[101])) (await comparing.Client.PostAsync("/orders", large)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await comparing.CopyAsync("/orders/1");
        await Comparing.UntilAsync(() => comparing.Snapshot.Compared == 1);
        await comparing.CopyAsync("/orders/1");
        await Comparing.UntilAsync(() => comparing.Done == 7);

        comparing.Snapshot.Evidence.NotCompared.Should().BeEquivalentTo(new Dictionary<NotCompared, long>
        {
            [NotCompared.MethodExcluded] = 1, [NotCompared.PathExcluded] = 1, [NotCompared.Protocol] = 2, [NotCompared.BodyTooLarge] = 1, [NotCompared.Repeated] = 1,
        });
        comparing.Snapshot.Seen.Should().Be(7);
    }

    [Fact]
    public async Task The_same_request_is_compared_again_after_a_minute()
    {
        var time = new ManualTime();
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, time: time);
        await comparing.CopyAsync(0, 2, _ => "/orders/1");
        time.Advance(TimeSpan.FromSeconds(61));
        await comparing.CopyAsync(0, 1, _ => "/orders/1");
        (comparing.Snapshot.Compared, comparing.Not(NotCompared.Repeated)).Should().Be((2, 1));
    }

    [Fact]
    public async Task Live_is_asked_no_more_often_than_allowed()
    {
        var time = new ManualTime();
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { MaxLiveRps = 5 } }, time);
        for (var second = 0; second < 20; second++)
        {
            await comparing.CopyAsync(100 * second, 10, number => $"/orders/{number}");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        live.Asked.Count.Should().BeInRange(95, 106);
        comparing.Snapshot.AskedLive.Should().Be(live.Asked.Count);
        (comparing.Snapshot.Compared + comparing.Not(NotCompared.LiveRate)).Should().Be(200);
    }

    [Fact]
    public async Task Live_is_asked_no_more_than_a_share_of_what_users_ask_of_it()
    {
        var time = new ManualTime();
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(
            live, shadow, config => config with { Sample = 0.1, Requests = config.Requests with { MaxLiveRps = 100, MaxLiveShare = 0.02 }, Compare = config.Compare with { NoiseShare = 0 } }, time);
        for (var second = 0; second < 20; second++)
        {
            await comparing.CopyAsync(100 * second, 10, number => $"/orders/{number}");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        // 200 copies of a tenth of the requests: users asked 2,000 times.
        live.Asked.Count.Should().BeInRange(39, 40);
        (comparing.Snapshot.Compared + comparing.Not(NotCompared.LiveRate)).Should().Be(200);
    }

    [Fact]
    public async Task A_quiet_night_is_not_saved_up_for_the_morning()
    {
        var time = new ManualTime();
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(
            live, shadow, config => config with { Sample = 0.5, Requests = config.Requests with { MaxLiveRps = 2, MaxLiveShare = 0.05, Methods = ["GET"] }, Compare = config.Compare with { NoiseShare = 0 } }, time);
        for (var number = 0; number < 500; number++) await comparing.CopyAsync($"/orders/{number}", "POST");

        await comparing.CopyAsync(1000, 50, number => $"/orders/{number}");

        live.Asked.Count.Should().BeInRange(2, 3);
    }

    [Fact]
    public async Task As_soon_as_an_endpoint_differs_live_is_asked_twice_for_all_of_its_requests_and_for_no_other()
    {
        await using var live = await Upstream.StartAsync(() => """{"a":1}""");
        await using var shadow = await Upstream.StartAsync(context => context.Response.WriteAsync(context.Request.Path == "/orders/100" ? """{"a":2}""" : """{"a":1}"""));
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Compare = config.Compare with { NoiseShare = 1e-9, Ignored = ["header.content-type"] } });
        await comparing.CopyAsync(0, 100, number => $"/orders/{number}");
        await comparing.CopyAsync(0, 40, number => $"/orders?page={number}");
        (live.Asked.Count, comparing.Snapshot.Evidence.Endpoints["GET /orders/{id}"].NoisePairs).Should().Be((200, 30), "only the first thirty of each endpoint are asked twice");

        await comparing.CopyAsync(100, 51, number => $"/orders/{number}");
        await comparing.CopyAsync(40, 20, number => $"/orders?page={number}");

        comparing.Snapshot.Evidence.Endpoints["GET /orders/{id}"].NoisePairs.Should().Be(80);
        comparing.Snapshot.Evidence.Endpoints["GET /orders"].NoisePairs.Should().Be(30);
    }

    [Fact]
    public async Task Who_wants_live_to_be_asked_once_only_gets_that_whatever_differs()
    {
        await using var live = await Upstream.StartAsync(() => """{"a":1}""");
        await using var shadow = await Upstream.StartAsync(() => """{"a":2}""");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Compare = config.Compare with { NoiseShare = 0 } });
        await comparing.CopyAsync(0, 40, number => $"/orders/{number}");
        live.Asked.Count.Should().Be(40);
        comparing.Snapshot.Evidence.Endpoints["GET /orders/{id}"].Mismatches().Worse(0.001).Should().BeGreaterThan(1_000, "without second asks every difference is the shadow's");
    }

    [Fact]
    public async Task More_than_fit_are_dropped_and_counted_and_nothing_queues()
    {
        var gate = new TaskCompletionSource();
        await using var live = await Upstream.StartAsync(async context =>
        {
            await gate.Task;
            await context.Response.WriteAsync("ok");
        });
        await using var shadow = await Upstream.StartAsync(async context =>
        {
            await gate.Task;
            await context.Response.WriteAsync("ok");
        });
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { MaxInFlight = 3, Timeout = TimeSpan.FromMinutes(1) } });
        for (var number = 0; number < 10; number++) await comparing.CopyAsync($"/orders/{number}");
        (comparing.Not(NotCompared.Overload), comparing.Snapshot.InFlight).Should().Be((7, 3));
        gate.SetResult();
        await Comparing.UntilAsync(() => comparing.Snapshot.Compared == 3);
        await Comparing.UntilAsync(() => comparing.Snapshot.InFlight == 0);
    }

    [Fact]
    public async Task Three_of_our_own_within_ten_seconds_are_a_loop_and_said_loudly()
    {
        var time = new ManualTime();
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, time: time);
        await comparing.CopyAsync("/orders/1");
        await Comparing.UntilAsync(() => comparing.Done == 1);
        var mark = live.Asked.First().Headers["x-penumbra-shadow"];
        for (var number = 0; number < 2; number++) await comparing.CopyAsync("/orders/2", "GET", ("X-Penumbra-Shadow", mark));
        (await comparing.ReportAsync("/readyz")).Should().Be((HttpStatusCode.OK, "ok"));

        await comparing.CopyAsync("/orders/3", "GET", ("X-Penumbra-Shadow", mark));

        var (status, text) = await comparing.ReportAsync("/readyz");
        status.Should().Be(HttpStatusCode.ServiceUnavailable);
        text.Should().StartWith("MirrorLoop");
        comparing.Logged.Should().ContainSingle(line => line.StartsWith("Warning MirrorLoop"));
        (await comparing.ReportAsync("/metrics")).Text.Should().Contain("penumbra_comparison_mirror_loop{shadow=\"orders-next\"} 1").And.Contain("reason=\"Loop\"} 3");
        (await comparing.ReportAsync("/report")).Text.Should().Contain("<b>MirrorLoop</b>");
        time.Advance(TimeSpan.FromMinutes(6));
        (await comparing.ReportAsync("/readyz")).Status.Should().Be(HttpStatusCode.OK);
        await comparing.CopyAsync("/orders/4", "GET", ("X-Penumbra-Shadow", mark));
        await Comparing.UntilAsync(() => comparing.Snapshot.Compared == 2);
        comparing.Not(NotCompared.Loop).Should().Be(3, "an expired mark means nothing");
    }

    [Fact]
    public async Task An_unsafe_request_is_asked_with_its_body()
    {
        var bodies = new System.Collections.Concurrent.ConcurrentQueue<string>();
        async Task Answer(HttpContext context)
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Enqueue($"{context.Request.ContentType} {await reader.ReadToEndAsync()}");
        }

        await using var live = await Upstream.StartAsync(Answer);
        await using var shadow = await Upstream.StartAsync(Answer);
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { Methods = ["POST"] } });
        using var body = new StringContent("""{"a":1}""", Encoding.UTF8, "application/json");
        (await comparing.Client.PostAsync("/orders", body)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        await Comparing.UntilAsync(() => comparing.Done == 1);
        bodies.Should().AllBe("application/json; charset=utf-8 {\"a\":1}").And.HaveCount(3);
    }

    [Theory]
    [InlineData("/orders/17", "GET /orders/{id}")]
    [InlineData("/orders/new", "GET /orders/new")]
    [InlineData("/orders", "GET /orders")]
    [InlineData("/orders/", "GET {other}")]
    [InlineData("/orders/17/lines", "GET {other}")]
    [InlineData("/", "GET {other}")]
    public void A_path_is_named_by_its_template(string path, string endpoint) =>
        new EndpointTemplates(["/orders/{id}", "/orders", "/orders/new"]).Of("GET", path).Should().Be(endpoint);

    [Theory]
    [InlineData("orders.shop-shadow:8080", "orders.shop:8080")]
    [InlineData("orders.shop-shadow", "orders.shop")]
    [InlineData("orders.shop:8080", "orders.shop:8080")]
    [InlineData("[::1]:80", "[::1]:80")]
    [InlineData("-shadow", "-shadow")]
    public void The_suffix_that_a_gateway_adds_is_taken_off(string host, string expected) =>
        new RequestHeaders(new(), null).HostOf(new HostString(host)).Should().Be(expected);

    [Theory]
    [InlineData("orders.shop:8080", true)]
    [InlineData("my_orders", true)]
    [InlineData("[::1]:80", true)]
    [InlineData("", false)]
    [InlineData("orders:99999", false)]
    [InlineData("orders/a", false)]
    [InlineData("orders\\a", false)]
    [InlineData("orders?a", false)]
    [InlineData("orders#a", false)]
    [InlineData("user@orders", false)]
    [InlineData("@orders", false)]
    [InlineData("ord ers", false)]
    public void A_host_is_told_from_what_can_be_sent_to_nobody(string host, bool isHost) => RequestHeaders.IsHost(host).Should().Be(isHost);

    [Fact]
    public void Only_a_mark_of_the_same_name_and_key_that_has_not_expired_is_our_own()
    {
        var time = new ManualTime();
        var mark = new ShadowMark("orders-next", Comparing.Key, TimeSpan.FromMinutes(1), time);
        var made = mark.Make();
        mark.IsOwn(made).Should().BeTrue();
        new ShadowMark("other", Comparing.Key, TimeSpan.FromMinutes(1), time).IsOwn(made).Should().BeFalse();
        new ShadowMark("orders-next", "another key entirely"u8.ToArray(), TimeSpan.FromMinutes(1), time).IsOwn(made).Should().BeFalse();
        foreach (var wrong in new[] { null, "", ";;", "orders-next;99999999999;00", made + "0", made.Replace("orders-next;", "orders-next;0") }) mark.IsOwn(wrong).Should().BeFalse(wrong);
        time.Advance(TimeSpan.FromMinutes(2));
        mark.IsOwn(made).Should().BeFalse();
    }
}
