using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Comparison.Configuration;
using Penumbra.Kubernetes.Views;
using Penumbra.Operator.ShadowDeployments;

namespace Penumbra.Operator.Tests;

/// <summary>What the operator makes for a shadow: a server without any right, and its file, which its own reader takes.</summary>
public sealed class ShadowManifestTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    private static ShadowEntry Entry(string spec) => ShadowReading.Read(Custom($$"""{"metadata":{"namespace":"shop","name":"orders-next","uid":"u-1","resourceVersion":"1"},"spec":{{spec}} }"""));

    private static CustomView Custom(string json) => JsonSerializer.Deserialize(json, ViewJson.Default.CustomView)!;

    private static ServiceView Service(string name, string address, int port = 8080, string? protocol = null) => JsonSerializer.Deserialize(
        $$"""{"metadata":{"namespace":"shop","name":"{{name}}"},"spec":{"clusterIP":"{{address}}","ports":[{"port":{{port}}{{(protocol is null ? "" : $",\"appProtocol\":\"{protocol}\"")}} }]} }""", ViewJson.Default.ServiceView)!;

    private const string Simple = """{"live":{"service":"orders","port":8080,"gatewayAPI":{"routes":[{"name":"orders"}]}},"shadow":{"deployment":{"name":"orders-next"}}}""";

    [Theory]
    [InlineData("10.96.0.17", "http://10.96.0.17:8080/")]
    [InlineData("fd00::17", "http://[fd00::17]:8080/")]
    [InlineData("None", "http://orders.shop.svc:8080/")]
    public void The_server_asks_by_address_where_there_is_one(string address, string url)
    {
        var config = new ServerConfig(Entry(Simple), Service("orders", address), Service("orders-next-shadow", "10.96.0.18"), 8080).Make("subject", Since);
        var reading = new ConfigReader(_ => Encoding.UTF8.GetBytes(new string('k', 32))).Read(config.ToJsonString());
        reading.Problems.Should().BeEmpty();
        reading.Config!.Live.Url.Should().Be(new Uri(url));
        reading.Config.Shadow.Url.Should().Be(new Uri("http://10.96.0.18:8080/"));
        reading.Config.Since.Should().Be(Since);
    }

    [Fact]
    public void A_gateway_that_speaks_http2_to_live_speaks_it_to_the_server_and_the_server_to_live()
    {
        var config = new ServerConfig(Entry(Simple), Service("orders", "10.96.0.17", protocol: "kubernetes.io/h2c"), Service("orders-next-shadow", "10.96.0.18"), 8080);
        config.Make("s", Since)["live"]!["http2"]!.GetValue<bool>().Should().BeTrue();
        MirrorTargets.Of(Entry(Simple), Service("orders", "10.96.0.17", protocol: "kubernetes.io/h2c")).ServerPort.Should().Be(ShadowNames.Http2CopyPort);
    }

    [Theory]
    [InlineData("kubernetes.io/h2c")]
    [InlineData("https")]
    [InlineData(null)]
    public void The_shadows_Service_says_what_lives_says(string? protocol) =>
        ((string?)new PodManifests(Entry(Simple)).Service(8080, protocol)["spec"]!["ports"]![0]!["appProtocol"]).Should().Be(protocol, "it takes live's place, and answers what live answers");

    [Fact]
    public void A_shadow_that_speaks_http2_is_asked_so()
    {
        var config = new ServerConfig(Entry(Simple), Service("orders", "10.96.0.17", protocol: "kubernetes.io/h2c"), Service("orders-next-shadow", "10.96.0.18", protocol: "kubernetes.io/h2c"), 8080);
        config.Problems().Should().BeEmpty();
        (config.Read().Config!.Live.Http2, config.Read().Config!.Shadow.Http2).Should().Be((true, true));
    }

    [Theory]
    [InlineData("""{"caSecret":"ca","serverName":"orders.shop"}""", "/penumbra/authorities/ca.crt", "orders.shop", "orders-next.shop.svc")]
    [InlineData("{}", null, "orders.shop.svc", "orders-next.shop.svc")]
    public void A_shadow_that_speaks_tls_is_asked_so_and_trusted_by_lives_authorities(string tls, string? authorities, string ofTemplate, string ofService)
    {
        var spec = JsonNode.Parse(Simple)!.AsObject();
        spec["live"]!["tls"] = JsonNode.Parse(tls);
        var side = Side(spec, "orders-next-shadow");
        side.Should().Be(new Side { Url = new Uri("https://10.96.0.18:8080"), AuthorityFile = authorities, ServerName = ofTemplate });
        spec["shadow"] = JsonNode.Parse("""{"service":"orders-next"}""");
        Side(spec, "orders-next").ServerName.Should().Be(ofService);

        static Side Side(JsonObject spec, string name)
        {
            var config = new ServerConfig(Entry(spec.ToJsonString()), Service("orders", "10.96.0.17", protocol: "https"), Service(name, "10.96.0.18", protocol: "https"), 8080);
            config.Problems().Should().BeEmpty();
            return config.Read().Config!.Shadow;
        }
    }

    [Theory]
    [InlineData("requests", """{"maxBody":"10Gi"}""", "spec.requests.maxBody")]
    [InlineData("requests", """{"maxBody":"64Mi","maxInFlight":17}""", "spec.requests.maxInFlight")]
    [InlineData("requests", """{"maxInFlight":10000}""", "spec.requests.maxInFlight")]
    [InlineData("requests", """{"methods":["POST"]}""", "spec.requests.methods")]
    [InlineData("compare", """{"orderless":["items"]}""", "spec.compare.orderless")]
    [InlineData("verdict", """{"confidence":"100%"}""", "spec.verdict.confidence")]
    public void What_the_server_would_refuse_is_told_by_the_field_of_the_spec(string section, string value, string path)
    {
        var spec = JsonNode.Parse(Simple)!.AsObject();
        spec[section] = JsonNode.Parse(value);
        var entry = Entry(spec.ToJsonString());
        entry.Problems.Concat(new ServerConfig(entry, Service("orders", "10.96.0.17"), null, 8080).Problems()).Should().Contain(problem => problem.Path == path);
    }

    [Theory]
    [InlineData("{}", "768Mi", "105m")]
    [InlineData("""{"maxBody":"64Mi","maxInFlight":16}""", "8448Mi", "105m")]
    [InlineData("""{"maxBody":"1000","maxInFlight":1}""", "257Mi", "105m")]
    [InlineData("""{"maxLiveRps":"0.5"}""", "768Mi", "101m")]
    [InlineData("""{"maxLiveRps":"1500"}""", "768Mi", "1600m")]
    [InlineData("""{"maxBody":"1000","maxInFlight":2,"maxLiveRps":"10000"}""", "257Mi", "2000m")]
    public void The_servers_memory_and_cpu_follow_from_how_much_it_may_hold_and_do(string requests, string limit, string cpu)
    {
        var spec = JsonNode.Parse(Simple)!.AsObject();
        spec["requests"] = JsonNode.Parse(requests);
        var entry = Entry(spec.ToJsonString());
        var config = new ServerConfig(entry, Service("orders", "10.96.0.17"), null, 8080);
        config.Problems().Should().BeEmpty();
        var manifests = new ServerManifests(entry, new ComparisonOptions("penumbra:1", new HashSet<string>()), config.Make("s", Since));
        manifests.Deployment()["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!["limits"]!.ToJsonString().Should().Be($$"""{"memory":"{{limit}}"}""", "a limit of CPU would be measured as latency");
        manifests.Deployment()["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]!.GetValue<string>().Should().Be(cpu);
    }

    [Fact]
    public void The_server_has_no_right_no_token_and_nothing_to_write()
    {
        var entry = Entry(Simple);
        var manifests = new ServerManifests(entry, new ComparisonOptions("penumbra:1", new HashSet<string>()), new ServerConfig(entry, Service("orders", "10.96.0.17"), null, 8080).Make("s", Since));
        var pod = manifests.Deployment()["spec"]!["template"]!["spec"]!;
        pod["automountServiceAccountToken"]!.GetValue<bool>().Should().BeFalse();
        pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>().Should().BeTrue();
        var container = pod["containers"]![0]!;
        container["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>().Should().BeTrue();
        container["volumeMounts"]!.AsArray().Should().OnlyContain(mount => mount!["readOnly"]!.GetValue<bool>());
        manifests.Deployment()["spec"]!["replicas"]!.GetValue<int>().Should().Be(1);
        manifests.Deployment()["spec"]!["strategy"]!["type"]!.GetValue<string>().Should().Be("Recreate", "what was found has one home");
        foreach (var made in new[] { manifests.Deployment(), manifests.Service() })
            made["metadata"]!["ownerReferences"].Should().BeNull("a foreground delete of the shadow would take it before the filter");
        foreach (var made in new[] { manifests.Key([1, 2, 3]), manifests.Config(), ServerManifests.Evidence(entry, [1]) })
            made["metadata"]!["ownerReferences"]![0]!["uid"]!.GetValue<string>().Should().Be("u-1");
        manifests.Key([1, 2, 3])["immutable"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public void A_server_that_keeps_values_asks_the_clusters_api_server_and_still_has_no_token()
    {
        var spec = JsonNode.Parse(Simple)!.AsObject();
        spec["compare"] = JsonNode.Parse("""{"samples":"Values","values":{"allow":["body.currency"]}}""");
        var entry = Entry(spec.ToJsonString());
        var config = new ServerConfig(entry, Service("orders", "10.96.0.17"), null, 8080);
        config.Problems().Should().BeEmpty();
        config.Read().Config!.Access.Should().Be(new AccessRules { Namespace = "shop", AuthorityFile = "/penumbra/cluster/ca.crt" });
        config.Read().Config!.Compare.Allowed.Should().Equal("body.currency");
        var pod = new ServerManifests(entry, new ComparisonOptions("penumbra:1", new HashSet<string>()), config.Make("s", Since)).Deployment()["spec"]!["template"]!["spec"]!;
        pod["automountServiceAccountToken"]!.GetValue<bool>().Should().BeFalse();
        pod["volumes"]!.AsArray().Should().Contain(volume => volume!["configMap"] != null && volume["configMap"]!["name"]!.GetValue<string>() == "kube-root-ca.crt").And.OnlyContain(volume => volume!["projected"] == null);
        new ServerManifests(Entry(Simple), new ComparisonOptions("penumbra:1", new HashSet<string>()), []).Deployment().ToJsonString().Should().NotContain("kube-root-ca.crt");
    }

    [Theory]
    [InlineData("""{"samples":"Values"}""", "spec.compare.values.allow")]
    [InlineData("""{"values":{"allow":["body.a"]}}""", "spec.compare.values")]
    [InlineData("""{"samples":"Some"}""", "spec.compare.samples")]
    [InlineData("""{"samples":"Values","values":{"allow":["cookie.session"]}}""", "spec.compare.values.allow")]
    [InlineData("""{"samples":"Values","values":{"allow":["header.authorization"]}}""", "spec.compare.values.allow")]
    public void Values_that_can_never_be_shown_are_told_by_the_field_of_the_spec(string compare, string path) => What_the_server_would_refuse_is_told_by_the_field_of_the_spec("compare", compare, path);

    private const string Replayed = """{"live":{"service":"orders","port":8080},"shadow":{"deployment":{"name":"orders-next"}},"replay":{"secret":{"name":"recording","key":"monday.har"},"rate":20}}""";

    private static ReplayManifest Replay(string spec, string address = "10.96.0.19", string subject = "live:1 shadow:2 settings:3", string image = "penumbra:1") =>
        new(Entry(spec), new ComparisonOptions(image, new HashSet<string>()), Service("orders-next-compare", address), subject, Since);

    [Fact]
    public void A_replay_has_no_right_no_token_nothing_to_write_and_says_why_it_failed()
    {
        var job = Replay(Replayed).Job();
        (job["kind"]!.GetValue<string>(), job["metadata"]!["name"]!.GetValue<string>()).Should().Be(("Job", "orders-next-replay"));
        job["metadata"]!["ownerReferences"]![0]!["uid"]!.GetValue<string>().Should().Be("u-1", "no filter leads to it");
        job["spec"]!["podFailurePolicy"]!["rules"]![0]!.ToJsonString().Should().Contain("\"FailJob\"").And.Contain("\"values\":[2]");
        var pod = job["spec"]!["template"]!["spec"]!;
        pod["automountServiceAccountToken"]!.GetValue<bool>().Should().BeFalse();
        pod["restartPolicy"]!.GetValue<string>().Should().Be("Never");
        pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>().Should().BeTrue();
        var container = pod["containers"]![0]!;
        container["securityContext"]!.ToJsonString().Should().Be("""{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}}""");
        container["terminationMessagePolicy"]!.GetValue<string>().Should().Be("FallbackToLogsOnError");
        container["volumeMounts"]!.AsArray().Should().OnlyContain(mount => mount!["readOnly"]!.GetValue<bool>());
        container["args"]!.AsArray().Select(argument => argument!.GetValue<string>()).Should().Equal(
            "replay", "--file", "/penumbra/recording/monday.har", "--server", "http://10.96.0.19:8081", "--key-file", "/penumbra/key/key", "--shadow", "orders-next",
            "--subject", "live:1 shadow:2 settings:3 since:2026-11-21T03:00:00Z", "--rate", "20");
        pod["volumes"]!.AsArray().Select(volume => volume!.ToJsonString()).Should().Equal(
            $$$"""{"name":"key","secret":{"secretName":"{{{ShadowNames.Key("orders-next", "u-1")}}}","optional":false}}""", """{"name":"recording","secret":{"secretName":"recording","optional":true}}""");
    }

    [Fact]
    public void A_recording_in_a_volume_is_mounted_read_only_and_its_name_is_no_variable()
    {
        var pod = Replay(Replayed.Replace("""{"secret":{"name":"recording","key":"monday.har"}""", """{"persistentVolumeClaim":{"name":"backlog","path":"a/$(HOME).har"}""", StringComparison.Ordinal)).Job()["spec"]!["template"]!["spec"]!;
        pod["volumes"]![1]!.ToJsonString().Should().Be("""{"name":"recording","persistentVolumeClaim":{"claimName":"backlog","readOnly":true}}""");
        pod["containers"]![0]!["args"]![2]!.GetValue<string>().Should().Be("/penumbra/recording/a/$$(HOME).har");
    }

    [Fact]
    public void A_Job_is_made_anew_for_another_recording_rate_evidence_address_or_image()
    {
        var hash = Replay(Replayed).Hash;
        Replay(Replayed).Hash.Should().Be(hash);
        new[]
        {
            Replay(Replayed.Replace("\"recording\"", "\"other\"", StringComparison.Ordinal)), Replay(Replayed.Replace("monday", "tuesday", StringComparison.Ordinal)), Replay(Replayed.Replace("20", "21", StringComparison.Ordinal)),
            Replay(Replayed, subject: "other"), Replay(Replayed, address: "10.96.0.20"), Replay(Replayed, image: "penumbra:2"),
        }.Select(other => other.Hash).Should().OnlyHaveUniqueItems().And.NotContain(hash);
    }

    [Fact]
    public void A_server_for_a_replay_alone_knows_that_nothing_else_will_come()
    {
        ServerConfig Config(string spec) => new(Entry(spec), Service("orders", "10.96.0.17"), Service("orders-next-shadow", "10.96.0.18"), 8080);
        Entry(Replayed).Problems.Should().BeEmpty();
        Config(Replayed).Problems().Should().BeEmpty();
        new ConfigReader(_ => Encoding.UTF8.GetBytes(new string('k', 32))).Read(Config(Replayed).Make("s", Since).ToJsonString()).Config!.IsReplayAlone.Should().BeTrue();
        Config(Simple).Make("s", Since)["replayAlone"].Should().BeNull();
    }

    [Theory]
    [InlineData("""{"conditions":[{"type":"Failed","status":"True","reason":"PodFailurePolicy"}]}""", false, "its Job orders-next-replay failed (PodFailurePolicy)")]
    [InlineData("""{"conditions":[{"type":"Complete","status":"True"}]}""", true, null)]
    [InlineData("""{"conditions":[{"type":"Failed","status":"False"}],"active":1}""", false, null)]
    [InlineData("{}", false, null)]
    public void A_Job_says_how_it_ended(string status, bool succeeded, string? failure)
    {
        var facts = ReplayJob.Facts(Custom($$"""{"metadata":{"name":"orders-next-replay","annotations":{"penumbra.dev/applied":"h"} },"status":{{status}} }"""), "h");
        (facts.Exists, facts.Current, facts.Succeeded, facts.Failure).Should().Be((true, true, succeeded, failure));
        ReplayJob.Facts(Custom("""{"metadata":{"name":"a","deletionTimestamp":"2026-11-21T09:00:00Z"} }"""), "h").Exists.Should().BeFalse();
    }

    [Fact]
    public void Of_what_a_pod_said_only_the_sentence_for_people_is_taken()
    {
        static CustomView Pod(string message) => Custom(new JsonObject { ["metadata"] = new JsonObject { ["name"] = "p" }, ["status"] = JsonNode.Parse($$"""{"containerStatuses":[{"state":{"terminated":{"message":{{JsonSerializer.Serialize(message)}} } } }]}""") }.ToJsonString());
        ReplayJob.LastWords(Pod("{\"log\":1}\npenumbra: the recording is empty\n")).Should().Be("the recording is empty");
        ReplayJob.LastWords(Pod("Unhandled exception: secret")).Should().BeNull();
        ReplayJob.LastWords(Pod($"penumbra: {new string('a', 1000)}")).Should().HaveLength(300);
        ReplayJob.LastWords(Custom("""{"metadata":{"name":"p"},"status":{} }""")).Should().BeNull();
    }

    [Fact]
    public void A_shadows_pods_are_the_templates_behind_labels_that_no_other_Service_knows()
    {
        var template = JsonNode.Parse("""{"spec":{"replicas":0,"selector":{"matchLabels":{"app":"orders-next"}},"template":{"metadata":{"labels":{"app":"orders-next"},"annotations":{"a":"b"},"creationTimestamp":null},"spec":{"containers":[{"name":"c","image":"orders:2"}]}}}}""")!.AsObject();
        var made = new PodManifests(Entry(Simple)).Deployment(template, "f-1", 2);
        made["spec"]!["selector"]!.ToJsonString().Should().Be("""{"matchLabels":{"penumbra.dev/shadow":"orders-next","penumbra.dev/part":"shadow"}}""");
        made["spec"]!["template"]!["metadata"]!.ToJsonString().Should().Be("""{"labels":{"app":"orders-next","penumbra.dev/shadow":"orders-next","penumbra.dev/part":"shadow"},"annotations":{"a":"b"}}""");
        made["spec"]!["replicas"]!.GetValue<int>().Should().Be(2);
        new PodManifests(Entry(Simple)).Service(8080, null)["spec"]!["selector"]!.ToJsonString().Should().Be("""{"penumbra.dev/shadow":"orders-next","penumbra.dev/part":"shadow"}""");
    }
}
