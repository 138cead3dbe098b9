using System.IO.Compression;
using System.Net;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Views;
using Penumbra.Metrics.Http;
using Penumbra.Metrics.Pods;
using Penumbra.Metrics.Tests.Simulated;

namespace Penumbra.Metrics.Tests.Pods;

public sealed class PodsSourceTests : IDisposable
{
    private readonly FakeServer _server = new() { Answer = (_, _) => FakeServer.Text("http_requests_total{code=\"200\"} 90\nhttp_requests_total{code=\"500\"} 10\n") };
    private readonly FakeTime _time = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Each_ready_pod_of_the_revision_is_scraped_once_for_all_questions()
    {
        var pods = Samples.Pods(
            Samples.Pod("a", "10.0.0.1"), Samples.Pod("b", "fd00::2"), Samples.Pod("c", "10.0.0.3", ready: false), Samples.Pod("d", "10.0.0.4", revision: "7f9c4d1a"),
            Samples.Pod("e", "10.0.0.5", launch: "cart"));
        var ending = Samples.Pod("f", "10.0.0.6");
        pods.Items.Add(ending with { Metadata = ending.Metadata with { DeletionTimestamp = _time.GetUtcNow() } });

        var readings = await Read(pods, Samples.Request(), Samples.Request(new Indicator.Quantile("latency_seconds", 0.99)), Samples.Request());

        _server.Requests.Select(request => request.Uri.ToString()).Should().BeEquivalentTo("http://10.0.0.1:9100/metrics", "http://[fd00::2]:9100/metrics");
        readings[0].Error.Should().BeNull();
        readings[0].Series.Select(series => (series.Series, series.Value)).Should().Equal(
            ("uid-a|Bad|http_requests_total{code=\"500\"}", 10), ("uid-a|Total|http_requests_total{code=\"200\"}", 90), ("uid-a|Total|http_requests_total{code=\"500\"}", 10),
            ("uid-b|Bad|http_requests_total{code=\"500\"}", 10), ("uid-b|Total|http_requests_total{code=\"200\"}", 90), ("uid-b|Total|http_requests_total{code=\"500\"}", 10));
        readings[1].Series.Should().BeEmpty("nothing has been counted yet");
        readings[1].Error.Should().BeNull();
        readings[2].Series.Should().Equal(readings[0].Series);
    }

    [Fact]
    public async Task Pods_that_are_named_are_scraped_whosever_they_are()
    {
        _server.Answer = (_, _) => FakeServer.Text("http_requests_total{code=\"200\"} 7\n");
        var request = Samples.Request(launch: "orders-next", revision: "live") with { Pods = [Samples.Pod("stranger", "10.0.0.9", launch: "cart")] };

        var reading = (await Read(Samples.Pods(Samples.Pod("a", launch: "orders-next", revision: "live")), request))[0];

        _server.Requests.Select(asked => asked.Uri.Host).Should().Equal("10.0.0.9");
        reading.Series.Should().ContainSingle().Which.Pod.Should().Be("uid-stranger");
    }

    [Fact]
    public async Task What_pods_use_is_read_beside_what_objectives_count()
    {
        _server.Answer = (_, _) => FakeServer.Text("process_cpu_seconds_total 12.5\nprocess_resident_memory_bytes 6.4e+07\nprocess_open_fds 9\n");
        var usage = Penumbra.Core.ShadowDeployments.Resources.ResourceQuestion.Usage("pods");

        var reading = (await Read(Samples.Pods(Samples.Pod("a")), Samples.Request(usage)))[0];

        reading.Series.Select(series => (series.Role, series.Value, series.Pod)).Should().Equal((SeriesRole.Cpu, 12.5, "uid-a"), (SeriesRole.Memory, 64e6, "uid-a"));
    }

    [Fact]
    public async Task Buckets_carry_their_bound_as_a_number()
    {
        _server.Answer = (_, _) => FakeServer.Text("latency_seconds_bucket{le=\"0.30\"} 5\nlatency_seconds_bucket{le=\"+Inf\"} 7\nlatency_seconds_count 7\n");

        var reading = (await Read(Samples.Pods(Samples.Pod("a")), Samples.Request(new Indicator.Quantile("latency_seconds", 0.99))))[0];

        reading.Series.Select(series => (series.Role, series.UpperBound, series.Value)).Should().BeEquivalentTo(
            [(SeriesRole.Bucket, 0.3, 5.0), (SeriesRole.Bucket, double.PositiveInfinity, 7.0)]);
    }

    [Fact]
    public async Task No_ready_pod_is_an_empty_reading()
    {
        var reading = (await Read(Samples.Pods(Samples.Pod("a", ready: false)), Samples.Request()))[0];

        reading.Error.Should().BeNull();
        reading.Series.Should().BeEmpty();
    }

    [Fact]
    public async Task One_ready_pod_that_cannot_be_scraped_is_no_answer()
    {
        _server.Answer = (uri, _) => uri.Host == "10.0.0.2" ? FakeServer.Text("canary", HttpStatusCode.ServiceUnavailable) : FakeServer.Text("http_requests_total 1\n");

        var reading = (await Read(Samples.Pods(Samples.Pod("a"), Samples.Pod("b", "10.0.0.2")), Samples.Request()))[0];

        reading.Error.Should().Be("pod b could not be scraped: status 503");
        reading.Series.Should().BeEmpty();
    }

    [Fact]
    public async Task A_pod_that_hangs_is_a_time_out_after_two_seconds()
    {
        _server.Hangs = true;
        var reading = Read(Samples.Pods(Samples.Pod("x")), Samples.Request());

        _time.Advance(TimeSpan.FromSeconds(1.9));
        reading.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.2));

        (await reading)[0].Error.Should().Be("pod x could not be scraped: time-out");
    }

    [Fact]
    public async Task Cancelling_is_the_only_thing_that_throws()
    {
        _server.Hangs = true;
        using var stop = new CancellationTokenSource();
        var reading = new PodsSource(Samples.Pods(Samples.Pod("x")), EgressGuard.CreateClient(_server), _time).ReadAsync([Samples.Request()], stop.Token);

        await stop.CancelAsync();

        await reading.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData("prometheus.io/port=8081", "http://10.0.0.1:8081/metrics")]
    [InlineData("prometheus.io/port=8081;prometheus.io/path=actuator/prometheus", "http://10.0.0.1:8081/actuator/prometheus")]
    [InlineData("prometheus.io/path=//evil.example/x", "http://10.0.0.1:9100//evil.example/x")]
    [InlineData("prometheus.io/path=@evil.example/?a=b#c", "http://10.0.0.1:9100/@evil.example/%3Fa=b%23c")]
    [InlineData("prometheus.io/path=/../../x", "http://10.0.0.1:9100/x")]
    [InlineData("prometheus.io/scheme=http;prometheus.io/scrape=true", "http://10.0.0.1:9100/metrics")]
    public async Task Annotations_choose_port_and_path_and_never_the_host(string annotations, string uri)
    {
        await Read(Samples.Pods(Samples.Pod("a", annotations: Annotations(annotations))), Samples.Request());

        _server.Requests.Should().ContainSingle().Which.Uri.AbsoluteUri.Should().Be(uri);
    }

    [Theory]
    [InlineData("prometheus.io/scrape=false", "prometheus.io/scrape is \"false\"")]
    [InlineData("prometheus.io/scheme=https", "prometheus.io/scheme is not http")]
    [InlineData("prometheus.io/port=0", "prometheus.io/port is not a number from 1 to 65535")]
    [InlineData("prometheus.io/port=80@evil", "prometheus.io/port is not a number from 1 to 65535")]
    public async Task A_pod_that_must_not_or_cannot_be_scraped_is_no_answer(string annotations, string problem)
    {
        var reading = (await Read(Samples.Pods(Samples.Pod("a", annotations: Annotations(annotations))), Samples.Request()))[0];

        reading.Error.Should().StartWith("pod a cannot be scraped: ").And.Contain(problem);
        _server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_port_is_the_one_named_metrics_else_the_only_one()
    {
        var readings = await Read(
            Samples.Pods(
                Samples.Pod("a", "10.0.0.1", launch: "a", ports: [("http", 8080), ("metrics", 9000)]), Samples.Pod("b", "10.0.0.2", launch: "b", ports: [(null, 8080)]),
                Samples.Pod("c", "10.0.0.3", launch: "c", ports: [("http", 8080), ("admin", 9000)]), Samples.Pod("d", "not an address", launch: "d")),
            Samples.Request(launch: "a"), Samples.Request(launch: "b"), Samples.Request(launch: "c"), Samples.Request(launch: "d"));

        _server.Requests.Select(request => request.Uri.Authority).Should().BeEquivalentTo("10.0.0.1:9000", "10.0.0.2:8080");
        readings[2].Error.Should().Contain("several ports and none is named metrics");
        readings[3].Error.Should().Contain("no address");
    }

    [Fact]
    public async Task Bodies_are_bounded_after_decompression()
    {
        var answers = new (HttpResponseMessage Answer, string Error)[]
        {
            (FakeServer.Bytes(new byte[2 * 1024 * 1024]), "longer than 1 MiB"),
            (FakeServer.Bytes(Gzip(new byte[64 * 1024 * 1024]), "gzip"), "longer than 1 MiB"),
            (FakeServer.Bytes([1, 2, 3], "gzip"), "compression is broken or unknown"),
            (FakeServer.Bytes([1, 2, 3], "br"), "compression is broken or unknown"),
            (FakeServer.Text("", HttpStatusCode.Found), "it redirects, which is not followed"),
            (FakeServer.Text("<html>canary</html>", HttpStatusCode.OK, "text/html"), "a page, not metrics"),
            (FakeServer.Text("http_requests_total 1\n!canary\n"), "line 2 of its metrics is malformed"),
            (FakeServer.Text("http_requests_total NaN\n"), "http_requests_total is not a count"),
            (FakeServer.Text("http_requests_total -1\n"), "http_requests_total is not a count"),
            (FakeServer.Text("http_requests_total 1\nhttp_requests_total 1\n"), "has the same labels twice"),
        };
        foreach (var (answer, error) in answers)
        {
            _server.Answer = (_, _) => answer;
            var reading = (await Read(Samples.Pods(Samples.Pod("a")), Samples.Request()))[0];
            reading.Error.Should().Contain(error).And.NotContain("canary");
            reading.Series.Should().BeEmpty();
        }
    }

    [Fact]
    public async Task A_compressed_exposition_is_read()
    {
        _server.Answer = (_, _) => FakeServer.Bytes(Gzip("http_requests_total 3\n"u8.ToArray()), "gzip");

        (await Read(Samples.Pods(Samples.Pod("a")), Samples.Request()))[0].Series.Should().ContainSingle().Which.Value.Should().Be(3);
    }

    [Fact]
    public async Task A_query_is_refused()
    {
        var reading = (await Read(Samples.Pods(Samples.Pod("a")), Samples.Request(new Indicator.Query("up"))))[0];

        reading.Error.Should().StartWith("pods answer no queries");
        _server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_judge_says_Bad_for_a_fifth_of_errors_Good_for_none_and_Unknown_when_the_pods_are_silent()
    {
        var pods = Samples.Pods(Samples.Pod("a"), Samples.Pod("b", "10.0.0.2"));
        var objective = Samples.Objective("pods");
        var memory = new ObjectiveMemory();
        int good = 0, bad = 0;
        _server.Answer = (_, _) => FakeServer.Text($"http_requests_total{{code=\"200\"}} {1000 + good}\nhttp_requests_total{{code=\"500\"}} {700 + bad}\n");

        async Task<Evaluation> Tick()
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            (memory, var evaluation) = Samples.Judge(memory, objective, (await Read(pods, Samples.Request()))[0]);
            return evaluation;
        }

        await Tick();
        good = 200;
        (await Tick()).Verdict.Should().Be(Verdict.Good);
        (good, bad) = (1000, 200);
        (await Tick()).Verdict.Should().Be(Verdict.Bad);
        _server.Hangs = true;
        var silent = Tick();
        _time.Advance(TimeSpan.FromSeconds(3));
        (await silent).Should().BeEquivalentTo(new { Verdict = Verdict.Unknown, Why = UnknownWhy.NoAnswer });
    }

    private Task<IReadOnlyList<Reading>> Read(FakeInformer<PodView> pods, params MeasureRequest[] requests) =>
        new PodsSource(pods, EgressGuard.CreateClient(_server), _time).ReadAsync(requests, CancellationToken.None);

    private static Dictionary<string, string> Annotations(string text) => text.Split(';').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(bytes);
        return stream.ToArray();
    }
}
