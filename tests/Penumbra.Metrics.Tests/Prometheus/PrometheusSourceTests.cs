using System.IO.Compression;
using System.Net;
using System.Text;
using System.Web;
using Penumbra.Api.MetricSources;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Views;
using Penumbra.Metrics.Prometheus;
using Penumbra.Metrics.Tests.Simulated;

namespace Penumbra.Metrics.Tests.Prometheus;

public sealed class PrometheusSourceTests : IDisposable
{
    private readonly FakeServer _server = new();
    private readonly FakePrometheus _prometheus;
    private readonly FakeClient _client = new();
    private readonly FakeTime _time = new();

    public PrometheusSourceTests()
    {
        _prometheus = new FakePrometheus { ScrapedAt = _time.GetUtcNow };
        _server.Answer = _prometheus.Answer;
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_ratio_is_read_as_raw_counters_of_the_revision_alone()
    {
        _prometheus.Count("http_requests_total", 90, "checkout-3b02ee90-7d9f-abcde", "200");
        _prometheus.Count("http_requests_total", 10, "checkout-3b02ee90-7d9f-abcde", "500");
        _prometheus.Count("http_requests_total", 5, "checkout-7f9c4d1a-7d9f-abcde", "500");

        var reading = (await Source().ReadAsync([Samples.Request()], CancellationToken.None))[0];

        reading.Error.Should().BeNull();
        reading.At.Should().Be(_time.GetUtcNow());
        reading.Series.Select(series => (series.Role, series.Value)).Should().Equal((SeriesRole.Bad, 10.0), (SeriesRole.Total, 90), (SeriesRole.Total, 10));
        reading.Series[0].Series.Should().Be("Bad|http_requests_total{code=\"500\",namespace=\"shop\",pod=\"checkout-3b02ee90-7d9f-abcde\"}");
        var (uri, body, _) = _server.Requests.Should().ContainSingle().Subject;
        uri.ToString().Should().Be("http://prometheus.monitoring:9090/prom/api/v1/query");
        var form = HttpUtility.ParseQueryString(body);
        form["time"].Should().Be("1795251600.000");
        form["query"].Should().Contain(
            "{__name__=\"http_requests_total\",code=~\"5..\",namespace=\"shop\",pod=~\"checkout-3b02ee90-[0-9a-z]+(-[0-9a-z]+)?\"}").And.NotContain("rate(");
    }

    [Fact]
    public async Task Both_sides_of_a_shadow_are_asked_by_the_names_of_their_pods()
    {
        _prometheus.Count("http_requests_total", 90, "orders-5d4b-aaaaa", "200");
        _prometheus.Count("http_requests_total", 8, "orders-next-shadow-7d9f-abcde", "200");
        _prometheus.Count("http_requests_total", 5, "orders-next-shadow-old", "200");
        _prometheus.Count("up", 1, "orders-5d4b-aaaaa");
        MeasureRequest Side(string side, params PodView[] pods) => Samples.Request(launch: "orders-next", revision: side) with { Workload = "", Pods = pods };

        var readings = await Source().ReadAsync([Side("shadow", Samples.Pod("orders-next-shadow-7d9f-abcde")), Side("live", Samples.Pod("orders-5d4b-aaaaa")), Side("shadow")], CancellationToken.None);

        readings.Take(2).Select(reading => reading.Series.Single().Value).Should().Equal(8, 90);
        readings[2].Error.Should().Be("Prometheus scrapes no pod of revision shadow", "a side without pods is silent, and never everybody's");
    }

    [Fact]
    public async Task What_the_containers_of_a_pod_use_is_asked_without_their_sum_and_their_network()
    {
        var usage = Penumbra.Core.ShadowDeployments.Resources.ResourceQuestion.Usage("prometheus");
        var request = Samples.Request(usage, launch: "orders-next", revision: "live") with { Workload = "", Pods = [Samples.Pod("orders-5d4b-aaaaa")] };

        var reading = (await Source().ReadAsync([request], CancellationToken.None))[0];

        reading.Error.Should().Be("Prometheus scrapes no pod of revision live");
        var query = HttpUtility.ParseQueryString(_server.Requests.Single().Body)["query"];
        query.Should().Contain("{__name__=\"container_cpu_usage_seconds_total\",container!=\"\",container!=\"POD\",namespace=\"shop\",pod=~\"orders-5d4b-aaaaa\"}").And.Contain("container_memory_working_set_bytes");
    }

    [Fact]
    public async Task Fifty_launches_with_two_revisions_each_cost_one_request()
    {
        var requests = new List<MeasureRequest>();
        for (var launch = 0; launch < 50; launch++)
        {
            foreach (var revision in new[] { "3b02ee90", "7f9c4d1a" })
            {
                var request = Samples.Request(ns: $"team-{launch:00}", launch: $"app-{launch:00}", revision: revision);
                requests.Add(request);
                _prometheus.Count("http_requests_total", launch, $"{request.Workload}-x-y", "200", request.Namespace);
            }
        }

        var readings = await Source().ReadAsync(requests, CancellationToken.None);

        _prometheus.Queries.Should().ContainSingle().Which.Length.Should().BeLessThan(32 * 1024);
        for (var index = 0; index < requests.Count; index++)
            readings[index].Series.Should().ContainSingle(requests[index].Launch).Which.Should().Match<SeriesSample>(series => series.Value == index / 2 && series.Series.Contains(requests[index].Workload));
    }

    [Fact]
    public async Task Different_selectors_stand_side_by_side_in_one_bounded_query()
    {
        var requests = Enumerable.Range(0, 60).Select(index => Samples.Request(new Indicator.Quantile($"metric_{index:00}", 0.9))).ToList();
        for (var index = 0; index < 60; index++) _prometheus.Count($"metric_{index:00}_bucket", index, "checkout-3b02ee90-x-y");
        foreach (var index in Enumerable.Range(0, _prometheus.Series.Count)) _prometheus.Series[index].Labels["le"] = "0.5";

        var readings = await Source().ReadAsync(requests, CancellationToken.None);

        readings.Select(reading => reading.Series.Single()).Select(series => (series.Role, series.Value, series.UpperBound)).Should().Equal(
            Enumerable.Range(0, 60).Select(index => (SeriesRole.Bucket, (double)index, 0.5)));
        _prometheus.Queries.Should().HaveCount(2);
        _prometheus.Queries.Max(query => query.Split(",\"penumbra_q\",\"").Skip(1).Count(tag => char.IsDigit(tag[0]))).Should().Be(QueryPlanner.MostSelectors);
    }

    [Fact]
    public async Task When_the_samples_were_taken_is_asked_beside_them_once_for_each_target()
    {
        _prometheus.Count("http_requests_total", 90, "checkout-3b02ee90-7d9f-abcde", "200");
        _prometheus.Count("http_requests_total", 10, "checkout-3b02ee90-7d9f-abcde", "500");

        var reading = (await Source().ReadAsync([Samples.Request()], CancellationToken.None))[0];

        reading.Series.Should().HaveCount(3).And.OnlyContain(series => series.At == _time.GetUtcNow());
        _prometheus.Queries[0].Should().Contain("max by(instance,job,namespace,pod)(timestamp({__name__=\"http_requests_total\",namespace=\"shop\",").And.NotContain("timestamp({__name__=\"up\"");
    }

    [Theory]
    [InlineData("{\"metric\":{\"penumbra_q\":\"1\"},\"value\":[1,\"5\"]}", "does not say when")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"1\"},\"value\":[1,\"5\"]},{\"metric\":{\"penumbra_q\":\"t1\"},\"value\":[1,\"NaN\"]}", "a time that is none")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"1\"},\"value\":[1,\"5\"]},{\"metric\":{\"penumbra_q\":\"t1\"},\"value\":[1,\"-1\"]}", "a time that is none")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"1\"},\"value\":[1,\"5\"]},{\"metric\":{\"penumbra_q\":\"t1\"},\"value\":[1,\"1e300\"]}", "a time that is none")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"t99\"},\"value\":[1,\"1\"]}", "a time that is none")]
    public async Task A_counter_without_the_time_of_its_sample_is_no_answer(string samples, string error)
    {
        _server.Answer = (_, _) => FakePrometheus.Json($"{{\"status\":\"success\",\"data\":{{\"resultType\":\"vector\",\"result\":[{samples}]}}}}");
        (await Read()).Error.Should().Contain(error);
    }

    [Fact]
    public async Task Nothing_counted_is_an_answer_only_where_the_pods_are_scraped()
    {
        async Task<Reading> Read() => (await Source().ReadAsync([Samples.Request()], CancellationToken.None))[0];
        (await Read()).Error.Should().Be("Prometheus scrapes no pod of revision 3b02ee90");
        _prometheus.Count("up", 0, "checkout-3b02ee90-x-y");
        (await Read()).Error.Should().Be("Prometheus could not scrape any pod of revision 3b02ee90 lately");
        _prometheus.Count("up", 1, "checkout-3b02ee90-x-y");
        (await Read()).Should().BeEquivalentTo(new { Error = (string?)null, Series = Array.Empty<SeriesSample>() });
    }

    [Fact]
    public async Task A_users_matcher_on_the_namespace_cannot_widen_it()
    {
        await Source().ReadAsync([Samples.Request(new Indicator.Ratio("a{namespace=~\".*\"}", "a{namespace=\"other\",pod=~\".+\"}"))], CancellationToken.None);

        _prometheus.Queries[0].Should().Contain("{__name__=\"a\",namespace=~\".*\",namespace=\"shop\",pod=~").And.Contain("namespace=\"other\",pod=~\".+\",namespace=\"shop\",pod=~");
    }

    [Theory]
    [InlineData("<html>canary</html>", "not one of Prometheus' HTTP API")]
    [InlineData("", "not one of Prometheus' HTTP API")]
    [InlineData("null", "not one of Prometheus' HTTP API")]
    [InlineData("[]", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":1}", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"success\"}", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"success\",\"data\":[]}", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"string\",\"result\":[1,\"1\"]}}", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":{}}}", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[1]}}", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}x", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"success\",\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}", "not one of Prometheus' HTTP API")]
    [InlineData("{\"status\":\"error\",\"errorType\":\"canary\",\"error\":\"canary\"}", "Prometheus could not answer the query")]
    public async Task Anything_but_an_answer_is_no_answer(string body, string error)
    {
        _server.Answer = (_, _) => FakePrometheus.Json(body);

        (await Read()).Error.Should().Contain(error).And.NotContain("canary");
    }

    [Theory]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\"},\"value\":[1,\"NaN\"]}", "is not a count")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\"},\"value\":[1,\"+Inf\"]}", "is not a count")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\"},\"value\":[1,\"-1\"]}", "is not a count")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\"},\"value\":[1,1]}", "not one of")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\"},\"value\":[\"1\",\"1\"]}", "not one of")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\"},\"value\":[1,\"1\",2]}", "not one of")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\"},\"value\":[1,\"one\"]}", "not one of")]
    [InlineData("{\"metric\":{\"penumbra_q\":0},\"value\":[1,\"1\"]}", "not one of")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\",\"a\":\"\\ud800\"},\"value\":[1,\"1\"]}", "not one of")]
    [InlineData("{\"metric\":[],\"value\":[1,\"1\"]}", "not one of")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\"}}", "not one of")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"0\"},\"value\":[1,\"1\"]},{\"metric\":{\"penumbra_q\":\"0\"},\"value\":[1,\"2\"]}", "not one of")]
    [InlineData("{\"metric\":{},\"value\":[1,\"1\"]}", "nobody asked for")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"99\"},\"value\":[1,\"1\"]}", "nobody asked for")]
    [InlineData("{\"metric\":{\"penumbra_q\":\"-1\"},\"value\":[1,\"1\"]}", "nobody asked for")]
    public async Task A_value_that_no_counter_has_is_no_answer(string sample, string error)
    {
        _server.Answer = (_, _) => FakePrometheus.Json($"{{\"status\":\"success\",\"data\":{{\"resultType\":\"vector\",\"result\":[{sample}]}}}}");

        var reading = await Read();

        reading.Error.Should().Contain(error);
        reading.Series.Should().BeEmpty();
    }

    [Fact]
    public async Task Deep_huge_and_compressed_answers_are_bounded()
    {
        foreach (var (answer, error) in new (HttpResponseMessage, string)[]
        {
            (FakeServer.Bytes(Encoding.ASCII.GetBytes(new string('[', 1_000_000))), "not one of"),
            (FakeServer.Bytes(Encoding.ASCII.GetBytes("{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 150_000)))), "not one of"),
            (FakeServer.Bytes([0xff, 0xfe, 0x00]), "not one of"),
            (FakeServer.Bytes(new byte[1024 * 1024 + 1]), "longer than 1 MiB"),
            (FakeServer.Bytes(Bomb(), "gzip"), "longer than 1 MiB"),
            (FakeServer.Bytes([1, 2, 3, 4], "gzip"), "compression is broken or unknown"),
        })
        {
            _server.Answer = (_, _) => answer;
            (await Read()).Error.Should().Contain(error);
        }
    }

    [Theory]
    [InlineData(HttpStatusCode.MovedPermanently, "it redirects, which is not followed")]
    [InlineData(HttpStatusCode.TemporaryRedirect, "it redirects, which is not followed")]
    [InlineData(HttpStatusCode.NoContent, "status 204")]
    [InlineData(HttpStatusCode.BadRequest, "refused the query (status 400)")]
    [InlineData(HttpStatusCode.UnprocessableEntity, "refused the query (status 422)")]
    [InlineData(HttpStatusCode.Unauthorized, "refused the login (status 401)")]
    [InlineData(HttpStatusCode.Forbidden, "refused the login (status 403)")]
    [InlineData(HttpStatusCode.TooManyRequests, "status 429")]
    [InlineData(HttpStatusCode.InternalServerError, "status 500")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "status 503")]
    public async Task Another_status_is_no_answer_and_its_body_is_shown_nowhere(HttpStatusCode status, string error)
    {
        _server.Answer = (_, _) => FakeServer.Text("canary", status);

        (await Read()).Error.Should().Contain(error).And.NotContain("canary");
    }

    [Fact]
    public async Task A_broken_connection_is_no_answer()
    {
        _server.Answer = (_, _) => throw new HttpRequestException("canary");

        (await Read()).Error.Should().Be("Prometheus could not be asked: no connection");
    }

    [Fact]
    public async Task An_answer_later_than_the_timeout_is_no_answer()
    {
        _server.Hangs = true;
        var reading = Source(timeout: "3s").ReadAsync([Samples.Request()], CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(2.9));
        reading.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.2));

        (await reading)[0].Error.Should().Be("Prometheus could not be asked: time-out");
    }

    [Fact]
    public async Task A_tenant_whose_selectors_are_too_broad_is_asked_apart_from_the_next_call_on()
    {
        _prometheus.Count("good", 1, "checkout-3b02ee90-x-y");
        _server.Answer = (uri, body) => body.Contains("broad", StringComparison.Ordinal) ? FakeServer.Bytes(new byte[2 * 1024 * 1024]) : _prometheus.Answer(uri, body);
        var source = Source();
        MeasureRequest[] requests = [Samples.Request(new Indicator.Ratio("good", "good")), Samples.Request(new Indicator.Ratio("broad", "broad"), ns: "greedy")];

        (await source.ReadAsync(requests, CancellationToken.None)).Should().OnlyContain(reading => reading.Error != null);
        var next = await source.ReadAsync(requests, CancellationToken.None);

        next[0].Error.Should().BeNull();
        next[1].Error.Should().Contain("longer than 1 MiB");
        _server.Requests.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("{\"resultType\":\"scalar\",\"result\":[1,\"2.5\"]}", 2.5, null)]
    [InlineData("{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"2.5\"]}]}", 2.5, null)]
    [InlineData("{\"resultType\":\"vector\",\"result\":[]}", 0, "the query gave 0 values; one is expected")]
    [InlineData("{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"a\":\"b\"},\"value\":[1,\"1\"]},{\"metric\":{},\"value\":[1,\"1\"]}]}", 0, "the query gave 2 values; one is expected")]
    [InlineData("{\"resultType\":\"scalar\",\"result\":[1,\"NaN\"]}", 0, "the query's answer is not a number")]
    public async Task A_free_query_has_one_value(string data, double value, string? error)
    {
        _server.Answer = (_, _) => FakePrometheus.Json($"{{\"status\":\"success\",\"data\":{data}}}");

        var reading = (await Source(queries: "Free").ReadAsync([Samples.Request(new Indicator.Query("avg(x{a=\"{{namespace}}/{{launch}}/{{revision}}\"})"))], CancellationToken.None))[0];

        reading.Error.Should().Be(error);
        if (error is null) reading.Series.Should().Equal(new SeriesSample("value", SeriesRole.Value, value));
        HttpUtility.ParseQueryString(_server.Requests[0].Body)["query"].Should().Be("avg(x{a=\"shop/checkout/3b02ee90\"})");
    }

    [Fact]
    public async Task A_free_query_names_a_side_of_a_shadow_by_its_pods()
    {
        _server.Answer = (_, _) => FakePrometheus.Json("{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"1\"]}}");
        var query = Samples.Request(new Indicator.Query("avg(x{pod=~\"{{podPattern}}\",side=\"{{revision}}\"})"), launch: "orders-next", revision: "shadow");
        await Source(queries: "Free").ReadAsync([query with { Pods = [Samples.Pod("b.1"), Samples.Pod("a")] }, query with { Workload = "orders" }], CancellationToken.None);

        _server.Requests.Select(request => HttpUtility.ParseQueryString(request.Body)["query"]).Should().BeEquivalentTo(
            "avg(x{pod=~\"a|b\\\\.1\",side=\"shadow\"})", "avg(x{pod=~\"orders-[0-9a-z]+(-[0-9a-z]+)?\",side=\"shadow\"})");
    }

    [Fact]
    public async Task A_structured_source_answers_no_free_query()
    {
        (await Source().ReadAsync([Samples.Request(new Indicator.Query("1"))], CancellationToken.None))[0].Error.Should().Contain("selectors only");
        _server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_login_is_read_once_a_minute_and_anew_after_it_was_refused()
    {
        _client.Secrets["penumbra-system/login"] = $"{{\"data\":{{\"bearer\":\"{Convert.ToBase64String("first\n"u8)}\"}}}}";
        var source = Source(secret: true);
        async Task<Reading> Read() => (await source.ReadAsync([Samples.Request()], CancellationToken.None))[0];

        await Read();
        _time.Advance(TimeSpan.FromSeconds(59));
        await Read();
        _client.Reads.Should().Equal("Secret penumbra-system/login");
        _client.Secrets["penumbra-system/login"] = $"{{\"data\":{{\"username\":\"{Convert.ToBase64String("me"u8)}\",\"password\":\"{Convert.ToBase64String("pw"u8)}\"}}}}";
        _server.Answer = (_, _) => FakeServer.Text("", HttpStatusCode.Unauthorized);
        await Read();
        await Read();

        _client.Reads.Should().HaveCount(2);
        _server.Requests.Select(request => request.Authorization).Should().Equal("Bearer first", "Bearer first", "Bearer first", "Basic bWU6cHc=");
    }

    [Theory]
    [InlineData(null, "there is no Secret penumbra-system/login")]
    [InlineData("{\"data\":{\"bearer\":\"%\"}}", "its key bearer is not base64")]
    [InlineData("{\"data\":{\"bearer\":\"Y2FuYXJ5CmNhbmFyeQ==\"}}", "its key bearer is not a token")]
    [InlineData("{\"data\":{\"username\":\"Y2FuYXJ5\"}}", "it has a username and no password")]
    [InlineData("{\"data\":{\"ca.crt\":\"Y2FuYXJ5\"}}", "are not PEM certificates")]
    [InlineData("{\"data\":{\"tls.crt\":\"Y2FuYXJ5\",\"tls.key\":\"Y2FuYXJ5\"}}", "are not PEM certificates")]
    public async Task A_login_that_cannot_be_used_is_told_without_its_content(string? secret, string error)
    {
        if (secret is not null) _client.Secrets["penumbra-system/login"] = secret;

        (await Source(secret: true).ReadAsync([Samples.Request()], CancellationToken.None))[0].Error.Should().Contain(error).And.NotContain("canary");
        _server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_judge_says_Bad_for_a_fifth_of_errors_Good_for_none_and_Unknown_when_the_server_is_gone()
    {
        const string Pod = "checkout-3b02ee90-x-y";
        var source = Source();
        var objective = Samples.Objective("prometheus");
        var memory = new ObjectiveMemory();
        async Task<Evaluation> Tick(double good, double bad)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            _prometheus.Count("http_requests_total", good, Pod, "200");
            _prometheus.Count("http_requests_total", bad, Pod, "500");
            (memory, var evaluation) = Samples.Judge(memory, objective, (await source.ReadAsync([Samples.Request()], CancellationToken.None))[0]);
            return evaluation;
        }

        await Tick(1000, 700);
        (await Tick(1300, 700)).Verdict.Should().Be(Verdict.Good);
        (await Tick(2100, 900)).Verdict.Should().Be(Verdict.Bad);
        _server.Answer = (_, _) => throw new HttpRequestException();
        (await Tick(2200, 900)).Should().BeEquivalentTo(new { Verdict = Verdict.Unknown, Why = UnknownWhy.NoAnswer });
    }

    private static byte[] Bomb()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(new byte[64 * 1024 * 1024]);
        return stream.ToArray();
    }

    private async Task<Reading> Read() => (await Source().ReadAsync([Samples.Request()], CancellationToken.None))[0];

    private PrometheusSource Source(string? queries = null, string? timeout = null, bool secret = false)
    {
        var address = new PrometheusAddress
        {
            Url = "http://prometheus.monitoring:9090/prom/",
            SecretRef = secret ? new SecretReference { Namespace = "penumbra-system", Name = "login" } : null,
        };
        var settings = SettingsReader.Read(new MetricSourceSpecification { Prometheus = address, Queries = queries, Timeout = timeout }, out _);
        return new PrometheusSource(settings!, new PrometheusParts(_client, _time, (_, _) => _server));
    }
}
