using System.Text;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Core.Common;

namespace Penumbra.Api.Tests.ShadowDeployments;

/// <summary>Every wrong value that decides names its field and says what would be right; the sections of the comparison server are checked by its own reader.</summary>
public sealed class WrongShadowTests
{
    private const string MetricsOnly = """
        compare: {mode: MetricsOnly}
        requests: {unsafeAcknowledged: true, credentials: Forward, forwardAcknowledged: true}
        objectives: [{name: a, source: pods, indicator: {ratio: {bad: b, total: t}}, target: "99%"}]
        """;

    [Fact]
    public void MetricsOnly_asks_for_an_objective_that_counts_and_for_all_that_the_gateway_would_copy_unasked()
    {
        Shadows.Read(Shadows.With(MetricsOnly)).Problems.Should().BeEmpty();
        Shadows.Read(Shadows.With(MetricsOnly)).Spec.MetricsOnly.Should().BeTrue();
        Shadows.Read(Shadows.With("compare: {mode: MetricsOnly}")).Problems.Select(problem => problem.Path).Should().Equal("spec.objectives", "spec.requests.unsafeAcknowledged", "spec.requests.credentials");
    }

    [Theory]
    [InlineData("objectives: [{name: a, source: pods, indicator: {ratio: {bad: b, total: t}}, target: \"99%\", mode: Observe}]", "spec.objectives", "at least one enforced objective that counts")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\"}]", "spec.objectives", "at least one enforced objective that counts")]
    [InlineData("requests: {unsafeAcknowledged: ~}", "spec.requests.unsafeAcknowledged", "copies every method")]
    [InlineData("requests: {forwardAcknowledged: ~}", "spec.requests.credentials", "copies users' credentials")]
    [InlineData("requests: {methods: [GET]}", "spec.requests.methods", "comparison server's")]
    [InlineData("requests: {templates: [/]}", "spec.requests.templates", "comparison server's")]
    [InlineData("requests: {paths: {exclude: [/a]}}", "spec.requests.paths", "comparison server's")]
    [InlineData("requests: {strip: [A]}", "spec.requests.strip", "comparison server's")]
    [InlineData("requests: {maxBody: 2Mi}", "spec.requests.maxBody", "comparison server's")]
    [InlineData("requests: {timeout: 2s}", "spec.requests.timeout", "comparison server's")]
    [InlineData("requests: {maxInFlight: 2}", "spec.requests.maxInFlight", "comparison server's")]
    [InlineData("requests: {maxLiveRps: 2}", "spec.requests.maxLiveRps", "comparison server's")]
    [InlineData("replay: {secret: {name: a, key: b}}", "spec.replay", "comparison server's")]
    [InlineData("live: {hostHeader: a}", "spec.live.hostHeader", "comparison server's")]
    [InlineData("live: {tls: {serverName: a}}", "spec.live.tls", "comparison server's")]
    [InlineData("compare: {noise: {share: 2}}", "spec.compare.noise.share", "comparison server's")]
    [InlineData("compare: {ignore: [{field: body.a}]}", "spec.compare.ignore", "comparison server's")]
    [InlineData("compare: {tolerate: [{field: body.a, absolute: \"1\"}]}", "spec.compare.tolerate", "comparison server's")]
    [InlineData("compare: {orderless: [body.a]}", "spec.compare.orderless", "comparison server's")]
    [InlineData("compare: {refusalsExpected: true}", "spec.compare.refusalsExpected", "comparison server's")]
    [InlineData("verdict: {minComparisons: 20000}", "spec.verdict.minComparisons", "comparison server's")]
    [InlineData("verdict: {maxMismatch: \"1%\"}", "spec.verdict.maxMismatch", "comparison server's")]
    [InlineData("verdict: {latencyNoMoreThan: \"120%\"}", "spec.verdict.latencyNoMoreThan", "comparison server's")]
    [InlineData("verdict: {perEndpoint: false}", "spec.verdict.perEndpoint", "comparison server's")]
    public void MetricsOnly_refuses_what_only_the_comparison_server_could_do(string edit, string path, string says)
    {
        var spec = Shadows.With(MetricsOnly);
        Shadows.Merge(spec, edit);
        Shadows.Read(spec).Problems.Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Reason == Reason.InvalidSpec && problem.Path == path && problem.Message.Contains(says));
    }

    [Fact]
    public void A_right_shadow_has_no_problems() => Shadows.Read(Shadows.Right()).Problems.Should().BeEmpty();

    [Theory]
    [InlineData("live: ~", "spec", "wrong type")]
    [InlineData("live: {service: \"\"}", "spec.live.service", "at most 63")]
    [InlineData("live: {port: 0}", "spec.live.port", "1 to 65535")]
    [InlineData("live: {gatewayAPI: ~}", "spec.live", "exactly one of gatewayAPI and istio")]
    [InlineData("live: {istio: {virtualServices: [{name: a}]}}", "spec.live", "exactly one of gatewayAPI and istio")]
    [InlineData("live: {gatewayAPI: {routes: []}}", "spec.live.gatewayAPI.routes", "1 to 16")]
    [InlineData("live: {gatewayAPI: ~, istio: {virtualServices: []}}", "spec.live.istio.virtualServices", "1 to 16")]
    [InlineData("shadow: {deployment: ~}", "spec.shadow", "exactly one of deployment and service")]
    [InlineData("shadow: {service: a}", "spec.shadow", "exactly one of deployment and service")]
    [InlineData("shadow: {deployment: {name: \"\"}}", "spec.shadow.deployment.name", "name of a Deployment")]
    [InlineData("shadow: {deployment: {replicas: 0}}", "spec.shadow.deployment.replicas", "1 to 1000")]
    [InlineData("shadow: {port: 80}", "spec.shadow.port", "is for service")]
    [InlineData("shadow: {deployment: ~, service: a, port: 70000}", "spec.shadow.port", "1 to 65535")]
    [InlineData("shadow: {deployment: ~, service: \"\"}", "spec.shadow.service", "at most 63")]
    [InlineData("replay: {}", "spec.replay", "exactly one of persistentVolumeClaim and secret")]
    [InlineData("replay: {secret: {name: a, key: b}, persistentVolumeClaim: {name: a, path: b}}", "spec.replay", "exactly one of persistentVolumeClaim and secret")]
    [InlineData("replay: {secret: {name: \"\", key: b}}", "spec.replay.secret.name", "name of a Secret")]
    [InlineData("replay: {secret: {name: a, key: \"../b\"}}", "spec.replay.secret.key", "a key of the Secret")]
    [InlineData("replay: {persistentVolumeClaim: {name: \"\", path: b}}", "spec.replay.persistentVolumeClaim.name", "name of a PersistentVolumeClaim")]
    [InlineData("replay: {persistentVolumeClaim: {name: a, path: /b}}", "spec.replay.persistentVolumeClaim.path", "path of a file in the volume")]
    [InlineData("replay: {persistentVolumeClaim: {name: a, path: b/../../c}}", "spec.replay.persistentVolumeClaim.path", "without ..")]
    [InlineData("replay: {secret: {name: a, key: b}, rate: 0}", "spec.replay.rate", "1 to 10000")]
    [InlineData("sample: 0", "spec.sample", "over 0")]
    [InlineData("sample: 101", "spec.sample", "up to 100")]
    [InlineData("sample: \"5%\"", "spec.sample", "\"0.5\"")]
    [InlineData("sample: \"0.0001\"", "spec.sample", "\"0.5\"")]
    [InlineData("sample: 0.5", "spec.sample", "wrong type")]
    [InlineData("objectives: [{name: penumbra-restarts, source: s, indicator: {query: q}, max: \"1\"}]", "spec.objectives[0].name", "choose another")]
    [InlineData("objectives: [{name: a, source: pods, indicator: {query: q}}]", "spec.objectives[0]", "exactly one of target, max, min")]
    [InlineData("objectives: [{name: a, source: pods, indicator: {query: q}, max: \"1\"}, {name: a, source: pods, indicator: {query: q}, max: \"1\"}]", "spec.objectives[1].name", "stands twice")]
    [InlineData("verdict: {over: soon}", "spec.verdict.over", "is not a duration")]
    [InlineData("verdict: {over: 30s}", "spec.verdict.over", "between 1m and 2160h")]
    [InlineData("verdict: {minComparisons: 0}", "spec.verdict.minComparisons", "1 to 1000000000")]
    [InlineData("verdict: {minComparisons: 100, maxMismatch: \"0.1%\"}", "spec.verdict.minComparisons", "at least 3/maxMismatch, which is 3000")]
    [InlineData("verdict: {maxMismatch: \"0.1\"}", "spec.verdict.maxMismatch", "from 0.001% to 10%")]
    [InlineData("verdict: {maxMismatch: \"20%\"}", "spec.verdict.maxMismatch", "from 0.001% to 10%")]
    [InlineData("verdict: {confidence: \"20%\"}", "spec.verdict.confidence", "from 50% to 99.99%")]
    [InlineData("verdict: {latencyNoMoreThan: \"99%\"}", "spec.verdict.latencyNoMoreThan", "from 100% to 1000%")]
    [InlineData("resources: {}", "spec.resources", "cpuNoMoreThan or memoryNoMoreThan")]
    [InlineData("resources: {source: pods}", "spec.resources", "cpuNoMoreThan or memoryNoMoreThan")]
    [InlineData("resources: {source: \"\", cpuNoMoreThan: \"150%\"}", "spec.resources.source", "name of a MetricSource")]
    [InlineData("resources: {cpuNoMoreThan: \"9%\"}", "spec.resources.cpuNoMoreThan", "from 10% to 1000%")]
    [InlineData("resources: {memoryNoMoreThan: \"1.5\"}", "spec.resources.memoryNoMoreThan", "from 10% to 1000%")]
    [InlineData("resources: {cpuNoMoreThan: [150]}", "spec.resources.cpuNoMoreThan", "wrong type")]
    [InlineData("compare: {refusalsExpected: often}", "spec.compare.refusalsExpected", "wrong type")]
    [InlineData("verdict: {perEndpoint: maybe}", "spec.verdict.perEndpoint", "wrong type")]
    [InlineData("onSameOrBetter: Explode", "spec.onSameOrBetter", "Report, StartLaunch")]
    [InlineData("onSameOrBetter: StartLaunch", "spec.startLaunch", "must name the launch")]
    [InlineData("startLaunch: {darkLaunch: orders}", "spec.startLaunch", "is for onSameOrBetter: StartLaunch")]
    [InlineData("suspend: maybe", "spec.suspend", "wrong type")]
    public void A_wrong_value_is_named(string edit, string path, string says) =>
        Shadows.Read(Shadows.With(edit)).Problems.Should().Contain(problem => problem.Reason == Reason.InvalidSpec && problem.Path == path && problem.Message.Contains(says, StringComparison.Ordinal));

    [Fact]
    public void Only_a_replay_needs_no_routes()
    {
        Shadows.Read(Shadows.With("live: {gatewayAPI: ~}\nreplay: {secret: {name: a, key: b}}")).Should().Match<ShadowDeploymentReading>(reading => reading.Problems.Count == 0 && !reading.Spec.Copies);
        Shadows.Read(Shadows.With("replay: {secret: {name: a, key: b}}")).Spec.Copies.Should().BeTrue();
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"live\":{}}")]
    [InlineData("{")]
    public void What_is_no_spec_at_all_is_a_problem_and_no_exception(string json)
    {
        var (fields, problem) = ShadowDeploymentReader.Parse(Encoding.UTF8.GetBytes(json));
        fields.Should().BeNull();
        problem!.Path.Should().StartWith("spec");
    }

    [Fact]
    public void A_wrong_field_keeps_its_default()
    {
        var spec = Shadows.Read(Shadows.With("sample: 0\nverdict: {over: soon, maxMismatch: much}")).Spec;
        spec.Sample.Should().Be(Share.Percent(10));
        spec.Verdict.Should().Be(new Core.ShadowDeployments.Verdicts.VerdictRules());
    }

    [Fact]
    public void Fewer_mismatches_ask_for_more_comparisons_unless_somebody_says_how_many() =>
        Shadows.Read(Shadows.With("verdict: {maxMismatch: \"0.01%\"}")).Spec.Verdict.MinComparisons.Should().Be(30_000);
}
