using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Cluster;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Tests.Gateway;

public sealed class SandboxGatewayTests : IAsyncLifetime
{
    private LiveCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await LiveCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_requests_are_shared_by_weight_within_a_point()
    {
        await StableAndCandidateAsync();
        await _cluster.RouteAsync(LiveCluster.Weights(93, 7));
        var versions = new ConcurrentDictionary<string, int>();

        await LoadAsync(10_000, 16, async () => versions.AddOrUpdate((await _cluster.GetAsync("/basket")).Version, 1, (_, count) => count + 1));

        (versions["2"] / 10_000.0).Should().BeApproximately(0.07, 0.01);
        (versions["1"] + versions["2"]).Should().Be(10_000);
        var shares = _cluster.Runtime.Gateway.Statistics.MeasuredShares("default/shop", TimeSpan.FromSeconds(60));
        shares["default/candidate"].Should().BeApproximately(0.07, 0.01);
        _cluster.Runtime.Gateway.Statistics.Snapshot().Should().OnlyContain(row => row.TotalErrors == 0 && row.P99 > TimeSpan.Zero);
    }

    [Fact]
    public async Task Pilots_by_header_or_cookie_see_the_candidate_at_weight_zero()
    {
        await StableAndCandidateAsync();
        await _cluster.RouteAsync("""
            [{"matches":[{"headers":[{"name":"X-Pilot","value":"true"}]},{"headers":[{"name":"Cookie","type":"RegularExpression","value":"(.*; )?pilot=true(;.*)?"}]}],
              "backendRefs":[{"name":"candidate","port":80}]},
             {"backendRefs":[{"name":"stable","port":80,"weight":100},{"name":"candidate","port":80,"weight":0}]}]
            """);

        (await _cluster.GetAsync("/", ("X-Pilot", "true"))).Version.Should().Be("2");
        (await _cluster.GetAsync("/", ("Cookie", "a=b; pilot=true"))).Version.Should().Be("2");
        (await _cluster.GetAsync("/", ("Cookie", "pilot=trueish"))).Version.Should().Be("1");
        (await _cluster.GetAsync("/", ("X-Pilot", "false"))).Version.Should().Be("1");
    }

    [Fact]
    public async Task Two_hundred_weight_shifts_under_load_lose_no_request()
    {
        await StableAndCandidateAsync();
        await _cluster.RouteAsync(LiveCluster.Weights(100, 0));
        using var stop = new CancellationTokenSource();
        var codes = new ConcurrentDictionary<int, int>();
        var load = LoadUntilAsync(8, async () => codes.AddOrUpdate((await _cluster.GetAsync()).Code, 1, (_, count) => count + 1), stop.Token);

        for (var shift = 1; shift <= 200; shift++)
        {
            var before = _cluster.Runtime.Gateway.Snapshots;
            _cluster.WriteRoute(LiveCluster.Weights(100 - (shift % 101), shift % 101));
            await LiveCluster.UntilAsync(() => _cluster.Runtime.Gateway.Snapshots > before);
        }
        await stop.CancelAsync();
        await load;

        codes.Keys.Should().Equal(200);
    }

    [Fact]
    public async Task A_rolling_update_under_load_loses_no_request()
    {
        await _cluster.DeployAsync("stable", 2, "1", ("LATENCY", "5ms"));
        await _cluster.RouteAsync("""[{"backendRefs":[{"name":"stable","port":80}]}]""");
        using var stop = new CancellationTokenSource();
        var codes = new ConcurrentDictionary<int, int>();
        var versions = new ConcurrentDictionary<string, int>();
        var sent = 0;
        var load = LoadUntilAsync(8, async () =>
        {
            var answer = await _cluster.SendAsync(Interlocked.Increment(ref sent) % 2 == 0 ? HttpMethod.Get : HttpMethod.Post, "/");
            codes.AddOrUpdate(answer.Code, 1, (_, count) => count + 1);
            versions[answer.Version] = 1;
        }, stop.Token);

        var deployment = _cluster.Store.Get(BuiltInTypes.Deployment, "default", "stable")!.Copy();
        deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]![0]!["value"] = "2";
        _cluster.Store.Update(BuiltInTypes.Deployment, deployment).Succeeded.Should().BeTrue();
        await LiveCluster.UntilAsync(() => versions.ContainsKey("2") && _cluster.Store.List(BuiltInTypes.Pod, "default") is { Count: 2 } pods
            && pods.All(pod => !pod.IsDeleting() && pod["spec"]!["containers"]![0]!["env"]![0].Text("value") == "2"));
        await stop.CancelAsync();
        await load;

        codes.Keys.Should().Equal(200);
        versions.Keys.Should().BeEquivalentTo("1", "2");
    }

    [Fact]
    public async Task A_pod_that_vanishes_is_replaced_by_another_for_the_same_request()
    {
        await _cluster.DeployAsync("stable", 2);
        await _cluster.RouteAsync("""[{"backendRefs":[{"name":"stable","port":80}]}]""");
        await LoadAsync(20, 4, async () => await _cluster.GetAsync());
        // A slice that still names an address where nobody listens, as while a node is lost.
        var slice = _cluster.Store.List(BuiltInTypes.EndpointSlice, "default", "kubernetes.io/service-name=stable").Single().Copy();
        slice["metadata"] = new JsonObject
        {
            ["name"] = "ghost",
            ["namespace"] = "default",
            ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = "stable" },
        };
        var ghost = slice["endpoints"]![0]!.DeepClone();
        ghost["addresses"]![0] = "127.1.2.3";
        slice["endpoints"] = new JsonArray(ghost);
        var before = _cluster.Runtime.Gateway.Snapshots;
        _cluster.Store.Create(BuiltInTypes.EndpointSlice, slice).Succeeded.Should().BeTrue();
        await LiveCluster.UntilAsync(() => _cluster.Runtime.Gateway.Snapshots > before);
        var codes = new ConcurrentDictionary<int, int>();

        await LoadAsync(100, 4, async () => codes[(await _cluster.SendAsync(HttpMethod.Post, "/")).Code] = 1);

        codes.Keys.Should().Equal(200);
    }

    [Fact]
    public async Task A_mirror_sends_copies_and_drops_their_answers()
    {
        await _cluster.DeployAsync("stable");
        await _cluster.DeployAsync("candidate", 1, "2", ("ERROR_SHARE", "1"));
        await _cluster.RouteAsync("""
            [{"filters":[{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"candidate","port":80},"percent":20}}],"backendRefs":[{"name":"stable","port":80}]}]
            """);

        await LoadAsync(500, 8, async () => (await _cluster.GetAsync()).Should().Match<(int Code, string Version, HttpResponseMessage)>(answer => answer.Code == 200 && answer.Version == "1"));

        await LiveCluster.UntilAsync(() => _cluster.Runtime.Gateway.Statistics.MirroredTotal == 100, "copies are missing");
        _cluster.Runtime.Gateway.Statistics.MirrorsDroppedTotal.Should().Be(0);
    }

    [Fact]
    public async Task Small_shares_of_several_mirrors_are_kept_while_the_cluster_changes()
    {
        await _cluster.DeployAsync("stable");
        await _cluster.DeployAsync("candidate");
        await _cluster.RouteAsync("""
            [{"filters":[{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"candidate","port":80},"fraction":{"numerator":5,"denominator":1000} } },
                         {"type":"RequestMirror","requestMirror":{"backendRef":{"name":"stable","port":80},"percent":10} }],
              "backendRefs":[{"name":"stable","port":80}]}]
            """);

        for (var change = 0; change < 20; change++)
        {
            await LoadAsync(20, 4, async () => (await _cluster.GetAsync()).Code.Should().Be(200));
            var before = _cluster.Runtime.Gateway.Snapshots;
            _cluster.Create(BuiltInTypes.Namespace, $$"""{"metadata":{"name":"change-{{change}}"} }""");
            await LiveCluster.UntilAsync(() => _cluster.Runtime.Gateway.Snapshots > before);
        }

        await LiveCluster.UntilAsync(() => _cluster.Runtime.Gateway.Statistics.MirroredTotal == 2 + 40, "copies are missing");
        _cluster.Runtime.Gateway.Statistics.MirrorsDroppedTotal.Should().Be(0);
    }

    [Fact]
    public async Task No_ready_pod_is_503_an_unknown_service_500_no_route_404_and_all_weights_zero_500()
    {
        await _cluster.DeployAsync("idle", 0);
        await _cluster.RouteAsync("""
            [{"matches":[{"path":{"value":"/idle"}}],"backendRefs":[{"name":"idle","port":80}]},
             {"matches":[{"path":{"value":"/missing"}}],"backendRefs":[{"name":"missing","port":80}]},
             {"matches":[{"path":{"value":"/zero"}}],"backendRefs":[{"name":"idle","port":80,"weight":0}]}]
            """);

        (await _cluster.GetAsync("/idle")).Code.Should().Be(503);
        (await _cluster.GetAsync("/missing")).Code.Should().Be(500);
        (await _cluster.GetAsync("/zero")).Code.Should().Be(500);
        (await _cluster.GetAsync("/idler")).Code.Should().Be(404);
    }

    [Fact]
    public async Task The_most_specific_match_takes_the_request()
    {
        foreach (var name in new[] { "prefix", "longer", "exact", "header", "method" })
            await _cluster.DeployAsync(name, 1, name);
        await _cluster.RouteAsync("""
            [{"matches":[{"path":{"value":"/"}}],"backendRefs":[{"name":"prefix","port":80}]},
             {"matches":[{"path":{"value":"/a/b"}}],"backendRefs":[{"name":"longer","port":80}]},
             {"matches":[{"path":{"type":"Exact","value":"/a/b"}}],"backendRefs":[{"name":"exact","port":80}]},
             {"matches":[{"path":{"value":"/a/b"},"headers":[{"name":"x","value":"1"}]}],"backendRefs":[{"name":"header","port":80}]},
             {"matches":[{"path":{"value":"/a/b"},"method":"PUT"}],"backendRefs":[{"name":"method","port":80}]}]
            """);

        (await _cluster.GetAsync("/a/b", ("x", "1"))).Version.Should().Be("exact");
        (await _cluster.GetAsync("/a/b/c")).Version.Should().Be("longer");
        (await _cluster.GetAsync("/a/bc")).Version.Should().Be("prefix");
        (await _cluster.GetAsync("/a/b/c", ("x", "1"))).Version.Should().Be("header");
        (await _cluster.SendAsync(HttpMethod.Put, "/a/b/c", ("x", "1"))).Version.Should().Be("method");
    }

    [Fact]
    public async Task Filters_edit_headers_rewrite_paths_and_redirect()
    {
        await _cluster.DeployAsync("stable");
        await _cluster.RouteAsync("""
            [{"matches":[{"path":{"value":"/old"}}],"filters":[{"type":"RequestRedirect","requestRedirect":{"hostname":"shop.example.com","statusCode":301}}]},
             {"matches":[{"path":{"value":"/api"}}],"filters":[{"type":"URLRewrite","urlRewrite":{"path":{"type":"ReplacePrefixMatch","replacePrefixMatch":"/v2"}}}],
              "backendRefs":[{"name":"stable","port":80,
                "filters":[{"type":"ResponseHeaderModifier","responseHeaderModifier":{"add":[{"name":"Set-Cookie","value":"penumbra=abc; Path=/"}],"remove":["X-Pod"]}}]}]}]
            """);

        var redirect = (await _cluster.GetAsync("/old/x?y=1")).Response;
        ((int)redirect.StatusCode, redirect.Headers.Location!.ToString()).Should().Be((301, $"http://shop.example.com:{_cluster.Client.BaseAddress!.Port}/old/x?y=1"));
        var rewritten = (await _cluster.GetAsync("/api/items")).Response;
        JsonNode.Parse(await rewritten.Content.ReadAsStringAsync()).Text("path").Should().Be("/v2/items");
        rewritten.Headers.GetValues("Set-Cookie").Should().Equal("penumbra=abc; Path=/");
        rewritten.Headers.Contains("X-Pod").Should().BeFalse();
    }

    [Fact]
    public async Task Hostnames_choose_between_routes_and_the_exact_one_wins()
    {
        await StableAndCandidateAsync();
        await _cluster.RouteAsync("""[{"backendRefs":[{"name":"stable","port":80}]}]""", "wide", """["*.example.com"]""");
        await _cluster.RouteAsync("""[{"backendRefs":[{"name":"candidate","port":80}]}]""", "narrow", """["shop.example.com"]""");

        (await _cluster.GetAsync("/", ("Host", "shop.example.com"))).Version.Should().Be("2");
        (await _cluster.GetAsync("/", ("Host", "a.b.example.com"))).Version.Should().Be("1");
        (await _cluster.GetAsync("/", ("Host", "example.com"))).Code.Should().Be(404);
    }

    [Fact]
    public async Task The_admin_port_tells_the_statistics_in_the_prometheus_format()
    {
        await _cluster.DeployAsync("stable");
        await _cluster.RouteAsync("""[{"backendRefs":[{"name":"stable","port":80}]}]""");
        await _cluster.GetAsync();

        var text = await _cluster.Client.GetStringAsync(new Uri(_cluster.Runtime.Gateway.AdminAddress, "/metrics"));

        text.Should().Contain("""sandbox_gateway_requests_total{route="default/shop",service="default/stable",version="1",class="ok"} 1""");
    }

    [Fact]
    public async Task A_rule_that_takes_longer_than_its_timeout_is_504()
    {
        await _cluster.DeployAsync("stable", 1, "1", ("LATENCY", "20s"));
        await _cluster.RouteAsync("""[{"timeouts":{"request":"50ms"},"backendRefs":[{"name":"stable","port":80}]}]""");

        (await _cluster.GetAsync()).Code.Should().Be(504);
    }

    [Fact]
    public async Task A_body_reaches_the_backend_and_the_mirror()
    {
        await StableAndCandidateAsync();
        await _cluster.RouteAsync("""
            [{"filters":[{"type":"RequestMirror","requestMirror":{"backendRef":{"name":"candidate","port":80}}}],"backendRefs":[{"name":"stable","port":80}]}]
            """);

        using var answer = await _cluster.Client.PostAsync("/orders", new ByteArrayContent(new byte[100_000]));

        answer.StatusCode.Should().Be(System.Net.HttpStatusCode.OK);
        await LiveCluster.UntilAsync(() => _cluster.Runtime.Gateway.Statistics.MirroredTotal == 1, "the copy is missing");
    }

    [Fact]
    public async Task Twenty_pods_start_together()
    {
        await _cluster.DeployAsync("stable", 20);
        await _cluster.RouteAsync("""[{"backendRefs":[{"name":"stable","port":80}]}]""");
        var pods = new ConcurrentDictionary<string, int>();

        await LoadAsync(200, 8, async () => pods.AddOrUpdate((await _cluster.GetAsync()).Response.Headers.GetValues("X-Pod").First(), 1, (_, count) => count + 1));

        pods.Should().HaveCount(20).And.OnlyContain(pod => pod.Value == 10);
    }

    private async Task StableAndCandidateAsync()
    {
        await _cluster.DeployAsync("stable", 2, "1");
        await _cluster.DeployAsync("candidate", 1, "2");
    }

    private static Task LoadAsync(int requests, int workers, Func<Task> send)
    {
        var left = requests;
        return Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await send();
        }));
    }

    private static Task LoadUntilAsync(int workers, Func<Task> send, CancellationToken stop)
        => Task.WhenAll(Enumerable.Range(0, workers).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
                await send();
        }));
}
