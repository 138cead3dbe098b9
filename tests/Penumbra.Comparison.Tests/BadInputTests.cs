using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Tests;

/// <summary>What hostile sides and senders do. Memory is the whole process's: alone, as others' would be counted too.</summary>
[Collection("Measures memory")]
public sealed class BadInputTests
{
    private static readonly byte[] Block = new byte[64 * 1024];

    [Fact]
    public async Task A_shadow_that_answers_for_ever_is_a_difference_and_is_let_go_of()
    {
        var isLetGo = new TaskCompletionSource();
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(context => ForEverAsync(context, isLetGo));
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { MaxBody = 100_000 } });
        await comparing.CopyAsync(0, 3, number => $"/orders/{number}");
        comparing.Differences().Should().Equal("GET /orders/{id} body Length");
        await isLetGo.Task.WaitAsync(TimeSpan.FromSeconds(30));
        comparing.Snapshot.Evidence.Latency.Should().BeEmpty("an answer that was not read to its end says nothing of latency");
    }

    [Fact]
    public async Task Answers_that_are_too_large_on_both_sides_are_not_compared_and_cost_no_memory()
    {
        var isLetGo = new TaskCompletionSource();
        await using var live = await Upstream.StartAsync(context => ForEverAsync(context, isLetGo));
        await using var shadow = await Upstream.StartAsync(context => ForEverAsync(context, isLetGo));
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { MaxBody = 1024 * 1024 } });
        await comparing.CopyAsync(0, 5, number => $"/orders/{number}");
        comparing.Not(NotCompared.BodyTooLarge).Should().Be(5);
    }

    [Fact]
    public async Task Ten_gibibytes_are_refused_when_they_are_announced_and_when_they_come()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { Methods = ["POST", "GET"] } });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        (await RawAsync(comparing, "POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 10737418240\r\n\r\n")).Should().StartWith("HTTP/1.1 202");
        (await RawAsync(comparing, "POST /orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", Enumerable.Repeat(Encoding.ASCII.GetBytes("10000\r\n").Concat(Block).Concat("\r\n"u8.ToArray()).ToArray(), 10_000))).Should().NotStartWith("HTTP/1.1 200");
        await Comparing.UntilAsync(() => comparing.Not(NotCompared.BodyTooLarge) == 2);
        (GC.GetTotalMemory(forceFullCollection: true) - before).Should().BeLessThan(64 * 1024 * 1024);
        await comparing.CopyAsync(0, 1, _ => "/orders/1");
        await Comparing.UntilAsync(() => comparing.Snapshot.InFlight == 0);
        comparing.Snapshot.Compared.Should().Be(1);
    }

    [Fact]
    public async Task A_bomb_stops_at_the_bound()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) for (var block = 0; block < 3_200; block++) await gzip.WriteAsync(Block);
        var bomb = packed.ToArray();
        Task Bomb(HttpContext context)
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(bomb).AsTask();
        }

        await using var live = await Upstream.StartAsync(Bomb);
        await using var shadow = await Upstream.StartAsync(Bomb);
        await using var comparing = await Comparing.StartAsync(live, shadow);
        await comparing.CopyAsync(0, 2, number => $"/orders/{number}");
        comparing.Not(NotCompared.BodyTooLarge).Should().Be(2);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_answer_is_compared_by_what_is_in_it(string coding)
    {
        await using var live = await Upstream.StartAsync(context => PackedAsync(context, coding, """{"a":1,"b":2}"""));
        await using var shadow = await Upstream.StartAsync(context => PackedAsync(context, coding, """{ "a":1,"b":3}"""));
        await using var comparing = await Comparing.StartAsync(live, shadow);
        await comparing.CopyAsync(0, 1, _ => "/orders/1");
        comparing.Differences().Should().Equal("GET /orders/{id} body.b Value");
    }

    [Fact]
    public async Task A_flood_of_headers_is_refused_counted_and_survived()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(context =>
        {
            for (var number = 0; number < 3; number++) context.Response.Headers[$"x-{number}"] = new string('a', 30_000);
            return Task.CompletedTask;
        });
        await using var comparing = await Comparing.StartAsync(live, shadow);
        (await RawAsync(comparing, $"GET /orders/1 HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 5_000).Select(number => $"X-{number}: {new string('a', 100)}\r\n"))}\r\n")).Should().StartWith("HTTP/1.1 431");
        await Comparing.UntilAsync(() => comparing.Not(NotCompared.Malformed) == 1);
        comparing.Snapshot.Seen.Should().Be(1, "a gateway copied it");
        await comparing.CopyAsync(0, 1, _ => "/orders/1");
        comparing.Differences().Should().Equal("GET /orders/{id} answer Unreachable");
        (comparing.Snapshot.Seen, comparing.Not(NotCompared.Malformed)).Should().Be((2, 1));
    }

    [Theory]
    [InlineData("GET /orders/1 HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n", 400)]
    [InlineData("GET /orders/1\r\n\r\n", 505)]
    [InlineData("\u0016\u0003\u0001\u0002 what TLS begins with\r\n\r\n", 400)]
    [InlineData("GET /orders/1 HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /orders/1 HTTP/1.1\r\nHost: orders:99999\r\n\r\n", 202)]
    [InlineData("DELETE /orders/1 HTTP/1.1\r\nHost: a\r\n\r\nand then\r\n\r\n", 202, 2)]
    public async Task What_is_no_HTTP_is_refused_and_counted(string head, int status, int seen = 1)
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live);
        (await RawAsync(comparing, head)).Should().StartWith($"HTTP/1.1 {status}");
        await Comparing.UntilAsync(() => comparing.Not(NotCompared.Malformed) == 1);
        (comparing.Snapshot.Seen, live.Asked.Count).Should().Be((seen, 0));
    }

    [Fact]
    public async Task More_connections_than_a_gateway_has_are_closed_and_the_others_are_served()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live);
        var open = new List<TcpClient>();
        try
        {
            for (var number = 0; number < 1024; number++)
            {
                open.Add(new TcpClient());
                await open[^1].ConnectAsync(IPAddress.Loopback, comparing.Client.BaseAddress!.Port);
                await open[^1].GetStream().WriteAsync("GET"u8.ToArray());
            }

            (await RawAsync(comparing, "GET /orders/1 HTTP/1.1\r\nHost: a\r\n\r\n")).Should().BeEmpty();
            await open[0].GetStream().WriteAsync(" /orders/2 HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            await Comparing.UntilAsync(() => comparing.Snapshot.Compared == 1);
        }
        finally
        {
            foreach (var socket in open) socket.Dispose();
        }

        await Comparing.UntilAsync(() => RawAsync(comparing, "GET /orders/3 HTTP/1.1\r\nHost: a\r\n\r\n").GetAwaiter().GetResult().StartsWith("HTTP/1.1 202", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/orders/export")]
    [InlineData("/orders/export/all?x=1")]
    [InlineData("/%6frders/export")]
    [InlineData("/orders%2Fexport")]
    [InlineData("/%256frders/export")]
    [InlineData("//orders/export")]
    [InlineData("/orders//export")]
    [InlineData("/./orders/export")]
    [InlineData("/items/../orders/export")]
    [InlineData("/items/%2e%2e/orders/./export")]
    [InlineData("/orders;a=1/export;b=2/all")]
    [InlineData("/orders/caf%C3%A9s")]
    [InlineData("/orders/caf%c3%a9s")]
    public async Task An_excluded_path_is_not_asked_however_it_is_spelled(string target)
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, live, config => config with { Requests = config.Requests with { Excluded = ["/orders/export", "/orders/cafés"] } });
        (await RawAsync(comparing, $"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n")).Should().StartWith("HTTP/1.1 202");
        await Comparing.UntilAsync(() => comparing.Done == 1);
        (comparing.Not(NotCompared.PathExcluded), live.Asked.Count).Should().Be((1, 0));
    }

    [Theory]
    [InlineData("/orders/1")]
    [InlineData("/orders/export/../1")]
    [InlineData("/orders/%65xpor")]
    public async Task A_path_that_only_looks_like_an_excluded_one_is_asked_as_it_was_sent(string target)
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { Excluded = ["/items", "/orders/exports"] } });
        await RawAsync(comparing, $"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n");
        await Comparing.UntilAsync(() => comparing.Done == 1);
        shadow.Asked.Single().Target.Should().Be(target);
    }

    [Fact]
    public async Task A_body_that_is_cut_is_counted()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { Methods = ["POST"] } });
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(IPAddress.Loopback, comparing.Client.BaseAddress!.Port);
            await socket.GetStream().WriteAsync("POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf"u8.ToArray());
        }

        await Comparing.UntilAsync(() => comparing.Done == 1);
        await Comparing.UntilAsync(() => comparing.Snapshot.InFlight == 0);
        comparing.Snapshot.Compared.Should().Be(0);
        (comparing.Snapshot.Seen, comparing.Done).Should().Be((1, 1), "what is left of it is no copy of its own");
        live.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task An_answer_that_is_cut_is_none()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        await using var shadow = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            context.Abort();
        });
        await using var comparing = await Comparing.StartAsync(live, shadow);
        await comparing.CopyAsync(0, 1, _ => "/orders/1");
        comparing.Differences().Should().Equal("GET /orders/{id} answer Unreachable");
    }

    [Fact]
    public async Task A_side_that_is_slow_is_waited_for_no_longer_than_allowed()
    {
        await using var slow = await Upstream.StartAsync(async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var quick = await Upstream.StartAsync(() => "{}");
        var reasons = new List<string>();
        foreach (var (live, shadow) in new[] { (slow, quick), (quick, slow), (slow, slow) })
        {
            await using var comparing = await Comparing.StartAsync(live, shadow, config => config with { Requests = config.Requests with { Timeout = TimeSpan.FromMilliseconds(300) } });
            await comparing.CopyAsync(0, 1, _ => "/orders/1");
            reasons.AddRange([.. comparing.Differences(), .. comparing.Snapshot.Evidence.NotCompared.Keys.Select(reason => reason.ToString())]);
        }

        reasons.Should().Equal("LiveFailed", "GET /orders/{id} answer Unreachable", "BothTimedOut");
    }

    [Fact]
    public async Task A_shadow_that_is_not_there_is_one_difference_a_minute()
    {
        await using var live = await Upstream.StartAsync(() => "{}");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var nowhere = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        await using var comparing = await Comparing.StartAsync(live.Url, nowhere, time: new ManualTime());
        await comparing.CopyAsync(0, 5, number => $"/orders/{number}");
        comparing.Differences().Should().Equal("GET /orders/{id} answer Unreachable");
        (comparing.Snapshot.Compared, comparing.Not(NotCompared.SameOutage)).Should().Be((1, 4));
    }

    [Fact]
    public async Task A_redirect_is_compared_and_not_followed()
    {
        static Task To(HttpContext context, string where)
        {
            context.Response.Redirect(where);
            return Task.CompletedTask;
        }

        await using var live = await Upstream.StartAsync(context => To(context, "/a"));
        await using var shadow = await Upstream.StartAsync(context => To(context, "/b"));
        await using var comparing = await Comparing.StartAsync(live, shadow);
        await comparing.CopyAsync(0, 1, _ => "/orders/1");
        comparing.Differences().Should().Equal("GET /orders/{id} header.location Value");
        (live.Asked.Count, shadow.Asked.Count).Should().Be((2, 1));
    }

    [Fact]
    public async Task A_stream_of_events_and_grpc_are_not_compared()
    {
        await using var live = await Upstream.StartAsync(async context =>
        {
            context.Response.ContentType = context.Request.Path == "/events" ? "text/event-stream" : "application/grpc+proto";
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using var shadow = await Upstream.StartAsync(() => "{}");
        await using var comparing = await Comparing.StartAsync(live, shadow);
        await comparing.CopyAsync("/events");
        await comparing.CopyAsync("/svc/Call");
        await Comparing.UntilAsync(() => comparing.Not(NotCompared.Protocol) == 2);
    }

    private static async Task ForEverAsync(HttpContext context, TaskCompletionSource isLetGo)
    {
        try
        {
            while (true) await context.Response.Body.WriteAsync(Block, context.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            isLetGo.TrySetResult();
        }
    }

    private static async Task PackedAsync(HttpContext context, string coding, string json)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = coding;
        using var packed = new MemoryStream();
        await using (Stream packer = coding switch { "gzip" => new GZipStream(packed, CompressionMode.Compress, true), "br" => new BrotliStream(packed, CompressionMode.Compress, true), _ => new ZLibStream(packed, CompressionMode.Compress, true) })
            await packer.WriteAsync(Encoding.UTF8.GetBytes(json));
        await context.Response.Body.WriteAsync(packed.ToArray());
    }

    // What the server says first, or nothing when it only hangs up.
    private static async Task<string> RawAsync(Comparing comparing, string head, IEnumerable<byte[]>? body = null)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, comparing.Client.BaseAddress!.Port);
        var stream = socket.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            foreach (var part in body ?? []) await stream.WriteAsync(part);
        }
        catch (IOException)
        {
            // It hung up before all was sent: as it should.
        }

        try
        {
            var buffer = new byte[4096];
            var read = await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            return Encoding.ASCII.GetString(buffer, 0, read);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
