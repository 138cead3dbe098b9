using System.Net;
using Penumbra.Comparison.Configuration;

namespace Penumbra.Comparison.Tests;

public sealed class ConfigReaderTests
{
    private const string Least = "name: orders-next\nlive: {url: \"http://orders:8080\"}\nshadow: {url: \"http://orders-next:8080\"}\nsecretFile: /key\n";

    [Fact]
    public void The_least_file_has_sensible_defaults()
    {
        var config = Read(Least).Config!;
        config.HostHeader.Should().BeNull();
        config.Requests.Should().BeEquivalentTo(new RequestRules());
        config.Compare.Should().BeEquivalentTo(new CompareRules());
        (config.Requests.MaxBody, config.Requests.MaxLiveRps, config.Requests.MaxInFlight).Should().Be((1024 * 1024, 5, 64));
        config.Verdict.Should().Be(new Core.ShadowDeployments.Verdicts.VerdictRules());
        config.Secret.ToArray().Should().Equal("0123456789abcdef"u8.ToArray());
    }

    [Fact]
    public void Every_field_is_read()
    {
        var reading = Read("""
            name: orders-next
            subject: "orders@sha256:1 orders-next@sha256:2"
            since: 2026-11-21T09:00:00.5Z
            evidenceFile: /evidence/evidence
            live: {url: "https://orders:8443", hostHeader: "orders.shop", caFile: /ca, serverName: orders.shop}
            shadow: {url: "http://orders-next:8080", http2: true}
            secretFile: /key
            listen: {traffic: "127.0.0.1:9000", trafficHttp2: "127.0.0.1:9001", report: "127.0.0.1:9002"}
            requests:
              methods: [GET, POST]
              unsafeAcknowledged: true
              templates: ["/orders/{id}", "/"]
              paths: {exclude: [/orders/export]}
              credentials: Forward
              forwardAcknowledged: true
              strip: [X-Internal-Token]
              maxBody: 512Ki
              timeout: 2s
              maxInFlight: 8
              maxLiveRps: 0.5
              maxLiveShare: "2.5"
            compare:
              noise: {share: "20"}
              ignore: [{field: body.generatedAt}, {header: X-Request-Id}, {field: header.X-Trace-Id}, {field: cookie.Session}]
              tolerate: [{field: body.total, relative: "0.0001"}, {field: "body.items[].price", absolute: "0.01"}]
              orderless: [body.items]
              refusalsExpected: true
              samples: Shapes
              mode: Responses
            verdict: {over: 2h, minComparisons: 5000, maxMismatch: "0.2%", confidence: "99%", latencyNoMoreThan: "120%", perEndpoint: false}
            """);
        reading.Problems.Should().BeEmpty();
        var config = reading.Config!;
        config.Live.Should().Be(new Side { Url = new Uri("https://orders:8443"), AuthorityFile = "/ca", ServerName = "orders.shop" });
        config.HostHeader.Should().Be("orders.shop");
        (config.Since, config.EvidenceFile).Should().Be((new DateTimeOffset(2026, 11, 21, 9, 0, 0, 500, TimeSpan.Zero), "/evidence/evidence"));
        config.Listen.Should().Be(new ListenRules { Traffic = IPEndPoint.Parse("127.0.0.1:9000"), TrafficHttp2 = IPEndPoint.Parse("127.0.0.1:9001"), Report = IPEndPoint.Parse("127.0.0.1:9002") });
        config.Requests.Should().BeEquivalentTo(new RequestRules
        {
            Methods = ["GET", "POST"], Templates = ["/orders/{id}", "/"], Excluded = ["/orders/export"], ForwardCredentials = true, Strip = ["X-Internal-Token"], MaxBody = 512 * 1024,
            Timeout = TimeSpan.FromSeconds(2), MaxInFlight = 8, MaxLiveRps = 0.5, MaxLiveShare = 0.025,
        });
        config.Compare.Should().BeEquivalentTo(new CompareRules
        {
            NoiseShare = 0.2, Ignored = ["body.generatedAt", "header.x-request-id", "header.x-trace-id", "cookie.Session"], Tolerated = [new("body.total", 0.0001, null), new("body.items[].price", null, 0.01)], Orderless = ["body.items"],
        });
        config.Verdict.Should().Be(new Core.ShadowDeployments.Verdicts.VerdictRules { Over = TimeSpan.FromHours(2), MinComparisons = 5000, MaxMismatch = 0.002, Confidence = 0.99, LatencyNoMoreThan = 1.2, PerEndpoint = false, RefusalsExpected = true });
    }

    [Fact]
    public void A_file_in_json_is_read_as_well() =>
        Read("""{"name":"a","live":{"url":"http://a"},"shadow":{"url":"http://b"},"secretFile":"/key"}""").Config.Should().NotBeNull();

    [Theory]
    [InlineData("sahdow: 1", "sahdow is not a field; the file has access, compare, evidenceFile, listen, live, name, replayAlone, requests, sample, secretFile, shadow, since, subject, verdict")]
    [InlineData("requests: {method: [GET]}", "requests.method is not a field; requests has credentials, *")]
    [InlineData("requests: {methods: [GET, POST]}", "requests.methods has POST, which would be carried out twice more; unsafeAcknowledged: true says that this is wanted")]
    [InlineData("requests: {methods: [get]}", "requests.methods has get; methods in capitals, *")]
    [InlineData("requests: {credentials: Forward}", "requests.credentials is Forward: *forwardAcknowledged: true*")]
    [InlineData("requests: {credentials: Some}", "requests.credentials is Some; Strip or Forward")]
    [InlineData("requests: {templates: [\"/a?b\"]}", "requests.templates has /a?b; paths without query, such as /orders/{id}")]
    [InlineData("requests: {paths: {exclude: [a]}}", "requests.paths.exclude has a; beginnings of paths*")]
    [InlineData("requests: {maxBody: 1Gi}", "requests.maxBody is 1Gi; bytes up to 64Mi*")]
    [InlineData("requests: {timeout: 5}", "requests.timeout is 5; it must be a duration between 10ms and 5m*")]
    [InlineData("requests: {maxBody: 64Mi, maxInFlight: 17}", "requests.maxInFlight is 17: bodies of maxBody (67108864 bytes) each would be more than 1Gi together; 16 at most, or a smaller maxBody")]
    [InlineData("requests: {maxInFlight: 0}", "requests.maxInFlight is 0; *")]
    [InlineData("requests: {maxLiveRps: fast}", "requests.maxLiveRps is fast; *")]
    [InlineData("requests: {maxLiveShare: 0}", "requests.maxLiveShare is 0; *")]
    [InlineData("sample: 101", "sample is 101; *")]
    [InlineData("compare: {noise: {share: \"120\"}}", "compare.noise.share is 120; percent from 0 to 100*")]
    [InlineData("compare: {samples: Some}", "compare.samples is Some; Shapes or Values")]
    [InlineData("compare: {samples: Values}", "compare.values.allow must name 1 to 64 fields whose values may be read, such as [[]\"body.currency\"]")]
    [InlineData("compare: {values: {allow: [body.a]}}", "compare.values is for samples: Values")]
    [InlineData("compare: {samples: Values, values: {allow: [body.a]}}", "access is missing; compare.samples: Values needs it: *")]
    [InlineData("access: {namespace: shop}", "access is for compare.samples: Values; remove it")]
    [InlineData("access: {url: \"https://a\"}", "access.namespace is missing; *")]
    [InlineData("access: {namespace: Shop}", "access.namespace is Shop; the name of a namespace, such as shop")]
    [InlineData("access: {namespace: shop, url: \"http://a\"}", "access.url must be https, *tokens are sent there")]
    [InlineData("access: {namespace: shop, url: \"https://a/b\"}", "access.url must be https, *")]
    [InlineData("access: {namespace: shop, caFile: /none}", "access.caFile /none does not exist")]
    [InlineData("access: {namespace: shop, caFile: /short}", "access.caFile must hold certificates in PEM")]
    [InlineData("compare: {mode: MetricsOnly}", "compare.mode is MetricsOnly; this server compares Responses")]
    [InlineData("since: yesterday", "since is yesterday; a time such as 2026-11-21T09:00:00Z")]
    [InlineData("since: 2026-11-21T09:00:00", "since is 2026-11-21T09:00:00; a time such as *")]
    [InlineData("since: 2026-13-21T09:00:00Z", "since is 2026-13-21T09:00:00Z; *")]
    [InlineData("evidenceFile: /evidence", "evidenceFile needs since: *")]
    [InlineData("compare: {ignore: [{feld: a}]}", "compare.ignore[[]0].feld is not a field*")]
    [InlineData("compare: {ignore: [{field: generatedAt}]}", "compare.ignore[[]0].field must be a path such as *")]
    [InlineData("compare: {tolerate: [{field: body.a}]}", "compare.tolerate[[]0].relative or absolute is missing*")]
    [InlineData("compare: {orderless: [items]}", "compare.orderless has items; *")]
    [InlineData("compare: {refusalsExpected: often}", "compare.refusalsExpected must be true or false")]
    [InlineData("compare: {orderless: body.items}", "compare.orderless must be a list of texts*")]
    [InlineData("verdict: {over: 1s}", "verdict.over is 1s; *")]
    [InlineData("verdict: {minComparisons: 100}", "verdict.minComparisons is 100; at least 3/maxMismatch, which is 3000")]
    [InlineData("verdict: {maxMismatch: \"20%\"}", "verdict.maxMismatch is 20%; *")]
    [InlineData("verdict: {perEndpoint: maybe}", "verdict.perEndpoint must be true or false")]
    [InlineData("listen: {traffic: \"8080\"}", "listen.traffic is 8080; an address and a port, such as 0.0.0.0:8080")]
    public void A_mistake_is_told_by_its_field_with_what_would_be_right(string line, string problem)
    {
        var reading = Read(Least + line);
        reading.Config.Should().BeNull();
        reading.Problems.Should().Contain(told => Matches(told, problem), string.Join('\n', reading.Problems));
    }

    [Theory]
    [InlineData("", "the file must hold one mapping*")]
    [InlineData("a: [", "the file is not YAML at line*")]
    [InlineData("name: X", "name is X; *")]
    [InlineData("name: x", "live.url is missing; such as http://orders:8080")]
    [InlineData("shadow: {url: \"http://a/b\"}", "shadow.url must be http or https, host and port alone*")]
    [InlineData("live: {url: \"http://a\", caFile: /ca}", "live.caFile is for https; url is http")]
    [InlineData("live: {url: \"https://a\", http2: true}", "live.http2 is for http (h2c); over https HTTP/1.1 is spoken")]
    [InlineData("secretFile: /none", "secretFile /none does not exist")]
    [InlineData("secretFile: /short", "secretFile holds 3 bytes; at least 16 are needed*")]
    public void A_file_that_lacks_something_says_what(string text, string problem) => Read(text).Problems.Should().Contain(told => Matches(told, problem));

    [Theory]
    [InlineData("body.currency")]
    [InlineData("body.items[].price")]
    [InlineData("body[].name")]
    [InlineData("body.prices.{key}")]
    [InlineData("header.content-language")]
    [InlineData("status")]
    public void A_field_whose_values_may_be_read_is_named_as_reports_show_it(string field) =>
        Read($"{Least}compare: {{samples: Values, values: {{allow: [\"{field}\"]}}}}\naccess: {{namespace: shop}}").Config!.Compare.Allowed.Should().Equal(field);

    [Theory]
    [InlineData("currency", "is no path of a field; name a field such as body.currency, *")]
    [InlineData("body", "is the whole answer; name one field in it, such as body.currency")]
    [InlineData("body.", "is no path of a field; *")]
    [InlineData("body..a", "is no path of a field; *")]
    [InlineData("body.orders.4711", "has the key 4711, which looks like a value: *write {key} in its place")]
    [InlineData("path", "is no path of a field; *")]
    [InlineData("query.a", "is no path of a field; *")]
    [InlineData("cookie.session", "is a cookie, and cookies carry sessions; *remove it")]
    [InlineData("header.set-cookie", "may carry credentials; *remove it")]
    [InlineData("header.authorization", "may carry credentials; *remove it")]
    [InlineData("header.www-authenticate", "may carry credentials; *remove it")]
    [InlineData("header.x-api-key", "may carry credentials; *remove it")]
    [InlineData("header.x-csrf-token", "may carry credentials; *remove it")]
    [InlineData("header.x-internal", "may carry credentials; *remove it")]
    [InlineData("header.location", "may carry the path and query of a request; *remove it")]
    [InlineData("header.link", "may carry the path and query of a request; *remove it")]
    [InlineData("header.x-original-url", "may carry the path and query of a request; *remove it")]
    [InlineData("header.date", "is not compared; remove it")]
    [InlineData("header.X-Cache", "is no header by its lower-case name; *")]
    [InlineData("header.{key}", "is no header by its lower-case name; *")]
    [InlineData("header.x-4711471147", "has a name that looks like a value, and reports show no such name: remove it")]
    public void A_field_whose_values_can_never_be_read_is_refused_with_what_is_right(string field, string problem)
    {
        var reading = Read($"{Least}requests: {{strip: [X-Internal]}}\ncompare: {{samples: Values, values: {{allow: [body.a, \"{field}\"]}}}}\naccess: {{namespace: shop}}");
        reading.Problems.Should().ContainSingle().Which.Should().Match(told => Matches(told, $"compare.values.allow has {field}, which {problem}"));
    }

    [Theory]
    [InlineData("ignore: [{field: cookie.ASP.NET_SessionId}]", "compare.ignore[0].field is cookie.ASP.NET_SessionId, which has the key ASP.NET_SessionId, which looks like a value: *write {key} in its place")]
    [InlineData("ignore: [{field: body.2024}]", "compare.ignore[0].field is body.2024, which has the key 2024, *")]
    [InlineData("ignore: [{header: x-4711471147}]", "compare.ignore[0].header is x-4711471147, which has the key x-4711471147, *")]
    [InlineData("orderless: [body.größe]", "compare.orderless has body.größe, which has the key größe, *")]
    [InlineData("tolerate: [{field: 'body.prices.4711', absolute: '1'}]", "compare.tolerate[0].field is body.prices.4711, which has the key 4711, *")]
    public void A_rule_for_a_name_that_nothing_found_can_have_is_refused_with_the_name_that_it_has(string rule, string problem) =>
        Read($"{Least}compare: {{{rule}}}").Problems.Should().ContainSingle().Which.Should().Match(told => Matches(told, problem));

    [Theory]
    [InlineData("cookie.{key}")]
    [InlineData("body.prices.{key}.amount")]
    [InlineData("body.items[].at")]
    [InlineData("header.X-Cache")]
    [InlineData("body")]
    [InlineData("status")]
    public void A_field_that_can_be_found_may_be_ignored(string field) =>
        Read($"{Least}compare: {{ignore: [{{field: \"{field}\"}}]}}").Config!.Compare.Ignored.Should().ContainSingle();

    private static bool Matches(string told, string pattern) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern.Replace("[[]", "["), told, ignoreCase: false);

    private static ConfigReading Read(string text) => new ConfigReader(file => file switch
    {
        "/key" => "0123456789abcdef\n"u8.ToArray(),
        "/short" => "abc"u8.ToArray(),
        "/ca" => "-----BEGIN CERTIFICATE-----\n"u8.ToArray(),
        _ => throw new FileNotFoundException(),
    }).Read(text);
}
