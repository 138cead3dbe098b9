using System.Diagnostics;
using Penumbra.Sandbox.Pods;
using Penumbra.Sandbox.Tests.Gateway;

namespace Penumbra.Sandbox.Tests.Pods;

public sealed class WebPodTests : IDisposable
{
    private readonly WebPodHost _host = new(TimeProvider.System);
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public void Dispose()
    {
        _client.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_pod_says_its_version_name_and_path()
    {
        var (address, _) = Start(("VERSION", "1.8.2"));

        using var answer = await _client.GetAsync(new Uri(address, "/basket?x=1"));

        (await answer.Content.ReadAsStringAsync()).Should().Be("""{"version":"1.8.2","pod":"web-1","path":"/basket"}""");
        answer.Headers.GetValues("X-Version").Should().Equal("1.8.2");
        answer.Headers.GetValues("X-Pod").Should().Equal("web-1");
    }

    [Fact]
    public async Task A_share_of_errors_is_kept_exactly()
    {
        var (address, _) = Start(("ERROR_SHARE", "0.05"));
        var errors = 0;

        for (var i = 0; i < 400; i++)
        {
            using var answer = await _client.GetAsync(address);
            errors += answer.IsSuccessStatusCode ? 0 : 1;
        }

        errors.Should().BeInRange(19, 21);
        var metrics = await _client.GetStringAsync(new Uri(address, "/metrics"));
        metrics.Should().Contain($"http_requests_total{{code=\"500\",method=\"GET\"}} {errors}\n").And.Contain("http_request_duration_seconds_bucket{le=\"+Inf\"} 400\n");
    }

    [Fact]
    public async Task Latency_is_what_is_asked_for()
    {
        var (address, _) = Start(("LATENCY", "60ms"));
        var start = Stopwatch.GetTimestamp();

        using var answer = await _client.GetAsync(address);

        Stopwatch.GetElapsedTime(start).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(55));
    }

    [Theory]
    [InlineData("off", 404)]
    [InlineData("error", 500)]
    [InlineData("broken", 200)]
    [InlineData("nan", 200)]
    public async Task Metrics_can_be_absent_or_useless(string how, int code)
    {
        var (address, _) = Start(("METRICS", how));

        using var answer = await _client.GetAsync(new Uri(address, "/metrics"));

        ((int)answer.StatusCode).Should().Be(code);
        if (how == "nan")
            (await answer.Content.ReadAsStringAsync()).Should().Contain("NaN");
    }

    [Fact]
    public async Task Readiness_begins_after_the_start_up_time_or_never()
    {
        var (never, _) = Start(("NEVER_READY", "true"));
        var (soon, _) = Start(("STARTUP", "0s"));

        using var unready = await _client.GetAsync(new Uri(never, "/healthz"));
        using var ready = await _client.GetAsync(new Uri(soon, "/healthz"));

        ((int)unready.StatusCode, (int)ready.StatusCode).Should().Be((503, 200));
    }

    [Fact]
    public async Task A_pod_that_ends_finishes_the_request_in_flight()
    {
        var (address, server) = Start(("LATENCY", "300ms"));
        var request = _client.GetAsync(address);
        // Answered after the first request was taken in.
        using var second = await _client.GetAsync(new Uri(address, "/healthz"));

        server.BeginStop(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));

        using var answer = await request;
        answer.IsSuccessStatusCode.Should().BeTrue();
        await LiveCluster.UntilAsync(() => server.Stopped);
    }

    [Fact]
    public async Task A_deadline_that_fires_while_the_stop_ends_does_no_harm()
    {
        var time = new LateTime(TimeSpan.FromSeconds(77));
        using var host = new WebPodHost(time);
        var server = host.Start(new PodServerOptions("web-1", 12345, host.Allocate()!, [8080], null, PodSettings.Read(new Dictionary<string, string>()), time.GetUtcNow()), () => { });

        server.BeginStop(TimeSpan.Zero, time.Late);
        await LiveCluster.UntilAsync(() => server.Stopped);

        // Unhandled in a timer's thread, it would end the process.
        time.Invoking(late => late.FireTheRest()).Should().NotThrow();
        time.Fired.Should().Be(1);
    }

    [Fact]
    public async Task A_crash_breaks_the_connection_and_is_told()
    {
        var told = new TaskCompletionSource();
        var (address, server) = Start(told.SetResult, ("CRASH_SHARE", "1"));

        var act = () => _client.GetAsync(address);

        await act.Should().ThrowAsync<HttpRequestException>();
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        server.Crashed.Should().BeTrue();
    }

    [Fact]
    public void Two_sandboxes_have_blocks_of_their_own()
    {
        using var other = new WebPodHost(TimeProvider.System);

        other.Block.Should().NotBe(_host.Block);
        other.Allocate().Should().NotBe(_host.Allocate());
    }

    [Theory]
    [InlineData("20ms", 20)]
    [InlineData("1.5s", 1500)]
    [InlineData("1h30m", 5_400_000)]
    public void Durations_are_read(string text, double milliseconds) => PodSettings.ParseDuration(text).Should().Be(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("ms")]
    [InlineData("2 days")]
    public void A_malformed_duration_is_none(string text) => PodSettings.ParseDuration(text).Should().BeNull();

    private (Uri Address, IPodServer Server) Start(params (string Name, string Value)[] variables) => Start(() => { }, variables);

    private (Uri Address, IPodServer Server) Start(Action changed, params (string Name, string Value)[] variables)
    {
        var address = _host.Allocate()!;
        var settings = PodSettings.Read(variables.ToDictionary(item => item.Name, item => item.Value));
        var once = 0;
        var server = _host.Start(new PodServerOptions("web-1", 12345, address, [8080], null, settings, TimeProvider.System.GetUtcNow()),
            () =>
            {
                if (Interlocked.Exchange(ref once, 1) == 0)
                    changed();
            });
        return (new Uri($"http://{address}:8080/"), server);
    }
}
