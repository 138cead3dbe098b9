using System.Text;
using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Common;

namespace Penumbra.Api.Tests.DarkLaunches;

/// <summary>Every wrong value names its field and says what would be right.</summary>
public sealed class WrongValueTests
{
    [Fact]
    public void A_right_launch_has_no_problems() => Launches.Problems(Launches.Right()).Should().BeEmpty();

    [Theory]
    [InlineData("~")]
    [InlineData("[]")]
    public void A_step_for_pilots_alone_needs_pilots(string pilots) =>
        Launches.Problems(Launches.With($"pilots: {pilots}\nsteps: [{{pilotsOnly: true}}, {{weight: 5}}]")).Should().ContainSingle().Which.Should()
            .Match<Problem>(problem => problem.Reason == Reason.InvalidSpec && problem.Path == "spec.pilots" && problem.Message.Contains("spec.steps[0].pilotsOnly", StringComparison.Ordinal));

    [Theory]
    // What is launched.
    [InlineData("targetRef: ~", "spec.targetRef", "exactly one of targetRef and services")]
    [InlineData("services: {stable: a, candidate: b}", "spec.services", "exactly one of targetRef and services")]
    [InlineData("targetRef: {kind: StatefulSet}", "spec.targetRef.kind", "Deployment of apps/v1")]
    [InlineData("targetRef: {apiVersion: apps/v2}", "spec.targetRef.kind", "Deployment of apps/v1")]
    [InlineData("targetRef: {name: a234567890123456789012345678901234567890123456789}", "spec.targetRef.name", "at most 48")]
    [InlineData("replicas: -1", "spec.replicas", "0 to 10000")]
    [InlineData("replicas: four", "spec.replicas", "wrong type")]
    [InlineData("scaleDownTemplate: Sometimes", "spec.scaleDownTemplate", "AfterAdoption, Never")]
    // How users reach it.
    [InlineData("traffic: {gatewayAPI: ~}", "spec.traffic", "at least one router")]
    [InlineData("traffic: {gatewayAPI: {managed: ~}}", "spec.traffic.gatewayAPI", "exactly one of managed and routes")]
    [InlineData("traffic: {gatewayAPI: {routes: [{name: a}]}}", "spec.traffic.gatewayAPI", "exactly one of managed and routes")]
    [InlineData("traffic: {gatewayAPI: {managed: ~, routes: [{kind: TCPRoute, name: a}]}}", "spec.traffic.gatewayAPI.routes[0].kind", "HTTPRoute, GRPCRoute")]
    [InlineData("traffic: {service: {name: a23456789012345678901234567890123456789012345678901234}}", "spec.traffic.service.name", "at most 53")]
    [InlineData("traffic: {service: {ports: [{port: 0}]}}", "spec.traffic.service.ports[0].port", "1 to 65535")]
    [InlineData("traffic: {propagationDelay: 3}", "spec.traffic.propagationDelay", "wrong type")]
    [InlineData("traffic: {propagationDelay: 3 seconds}", "spec.traffic.propagationDelay", "10s, 5m or 1h30m")]
    [InlineData("traffic: {replicaShare: {}, gatewayAPI: ~}", "spec.pilots", "replicaShare cannot tell pilots")]
    // Pilots.
    [InlineData("pilots: [{}]", "spec.pilots[0]", "exactly one of header and cookie")]
    [InlineData("pilots: [{header: {name: a, value: b}, cookie: {name: a, value: b}}]", "spec.pilots[0]", "exactly one of header and cookie")]
    [InlineData("pilots: [{header: {name: a}}]", "spec.pilots[0].header", "exactly one of value and regex")]
    [InlineData("pilots: [{cookie: {name: a, value: b, regex: c}}]", "spec.pilots[0].cookie", "exactly one of value and regex")]
    // Steps.
    [InlineData("steps: []", "spec.steps", "at least one step")]
    [InlineData("steps: ~", "spec", "wrong type")]
    [InlineData("steps: [{hold: 5m}]", "spec.steps[0]", "exactly one of weight, pilotsOnly and mirror")]
    [InlineData("steps: [{pilotsOnly: true, weight: 5}]", "spec.steps[0]", "exactly one of weight, pilotsOnly and mirror")]
    [InlineData("steps: [{weight: 5}, {pilotsOnly: true}]", "spec.steps[1].pilotsOnly", "only the first step")]
    [InlineData("steps: [{weight: 0}]", "spec.steps[0].weight", "from 1 to 100")]
    [InlineData("steps: [{weight: 101}]", "spec.steps[0].weight", "from 1 to 100")]
    [InlineData("steps: [{weight: abc}]", "spec.steps[0].weight", "\"0.5\"")]
    [InlineData("steps: [{weight: \"5%\"}]", "spec.steps[0].weight", "\"0.5\"")]
    [InlineData("steps: [{weight: 0.5}]", "spec.steps[0].weight", "wrong type")]
    [InlineData("steps: [{weight: 50}, {weight: 5}]", "spec.steps[1].weight", "rise")]
    [InlineData("steps: [{weight: 5}, {weight: \"5\"}]", "spec.steps[1].weight", "rise")]
    [InlineData("steps: [{weight: 5, hold: 30d}]", "spec.steps[0].hold", "720h, not 30d")]
    [InlineData("steps: [{weight: 5, gate: Maybe}]", "spec.steps[0].gate", "Automatic, Manual")]
    [InlineData("steps: [{weight: 5, replicas: 0}]", "spec.steps[0].replicas", "1 to 10000")]
    [InlineData("bakeTime: soon", "spec.bakeTime", "is not a duration")]
    [InlineData("progressDeadline: \"\"", "spec.progressDeadline", "is not a duration")]
    [InlineData("revisionHistoryLimit: 21", "spec.revisionHistoryLimit", "0 to 20")]
    // Objectives.
    [InlineData("objectives: [{name: penumbra-restarts, source: s, indicator: {query: q}, max: \"1\"}]", "spec.objectives[0].name", "choose another")]
    [InlineData("objectives: [{name: a, source: s, indicator: {}, target: \"99%\"}]", "spec.objectives[0].indicator", "exactly one of ratio, quantile and query")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q, quantile: {of: h, q: \"0.9\"}}, max: \"1\"}]", "spec.objectives[0].indicator", "exactly one of ratio, quantile and query")]
    [InlineData("objectives: [{name: a, source: s, indicator: {ratio: {bad: b, total: t}}}]", "spec.objectives[0]", "exactly one of target, max, min")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\", min: \"0\"}]", "spec.objectives[0]", "exactly one of target, max, min")]
    [InlineData("objectives: [{name: a, source: s, indicator: {ratio: {bad: b, total: t}}, max: \"1\"}]", "spec.objectives[0]", "judged by target")]
    [InlineData("objectives: [{name: a, source: s, indicator: {quantile: {of: h, q: \"0.9\"}}, target: \"99%\"}]", "spec.objectives[0]", "judged by max")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, target: \"99%\"}]", "spec.objectives[0]", "judged by max or min")]
    [InlineData("objectives: [{name: a, source: s, indicator: {quantile: {of: h, q: \"1\"}}, max: \"1\"}]", "spec.objectives[0].indicator.quantile.q", "between 0 and 1")]
    [InlineData("objectives: [{name: a, source: s, indicator: {quantile: {of: h, q: p99}}, max: \"1\"}]", "spec.objectives[0].indicator.quantile.q", "is not a decimal number")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: fast}]", "spec.objectives[0].max", "is not a decimal number")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, min: fast}]", "spec.objectives[0].min", "is not a decimal number")]
    [InlineData("objectives: [{name: a, source: s, indicator: {ratio: {bad: b, total: t}}, target: \"99.9\"}]", "spec.objectives[0].target", "such as 99.9%")]
    [InlineData("objectives: [{name: a, source: s, indicator: {ratio: {bad: b, total: t}}, target: \"100%\"}]", "spec.objectives[0].target", "between 0% and 100%")]
    [InlineData("objectives: [{name: a, mode: Shout, source: s, indicator: {query: q}, max: \"1\"}]", "spec.objectives[0].mode", "Enforce, Observe")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\", window: long}]", "spec.objectives[0].window", "is not a duration")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\", warmUp: 1m}]", "spec.objectives[0].warmUp", "use ratio or quantile")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\", warmUp: long}]", "spec.objectives[0].warmUp", "is not a duration")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\", judge: Guess}]", "spec.objectives[0].judge", "Sequential, Ranks, Threshold")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\", control: Moon}]", "spec.objectives[0].control", "Stable, None")]
    [InlineData("objectives: [{name: a, source: s, indicator: {ratio: {bad: b, total: t}}, noWorseThanStable: {by: \"10%\", worse: Higher}, control: None}]", "spec.objectives[0].control", "noWorseThanStable is one")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, noWorseThanStable: {by: \"10%\", worse: Higher}, control: None}]", "spec.objectives[0].control", "noWorseThanStable is one")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\", minSamples: 0}]", "spec.objectives[0].minSamples", "at least 1")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\", minSamples: 50}]", "spec.objectives[0].minSamples", "a query has one value")]
    [InlineData("objectives: [{name: a, source: s, indicator: {query: q}, max: \"1\"}, {name: a, source: s, indicator: {query: q}, max: \"1\"}]", "spec.objectives[1].name", "unique")]
    [InlineData("bakeTime: 0h99999h", "spec.bakeTime", "names the unit h twice; write each unit once, such as 99999h")]
    // Analysis.
    [InlineData("analysis: {interval: 500ms}", "spec.analysis.interval", "at least 1s")]
    [InlineData("analysis: {minDetectable: 1}", "spec.analysis.minDetectable", "over 1")]
    [InlineData("analysis: {falseAlarmRate: \"0.01\"}", "spec.analysis.falseAlarmRate", "is not a percentage")]
    [InlineData("analysis: {patience: forever}", "spec.analysis.patience", "is not a duration")]
    [InlineData("analysis: {unknownDeadline: 1d}", "spec.analysis.unknownDeadline", "is not a duration")]
    [InlineData("analysis: {onUnknown: Shrug}", "spec.analysis.onUnknown", "Rollback, Pause")]
    [InlineData("analysis: {failureLimit: -1}", "spec.analysis.failureLimit", "0 to 1000")]
    [InlineData("onBad: Shrug", "spec.onBad", "Rollback, Pause")]
    [InlineData("readiness: Always", "spec.readiness", "Promoted, Serving")]
    [InlineData("requires: {}", "spec.requires", "wrong type")]
    [InlineData("deletionPolicy: Burn", "spec.deletionPolicy", "Retain, Revert")]
    [InlineData("paused: maybe", "spec.paused", "wrong type")]
    public void A_wrong_value_is_named(string edit, string path, string says)
    {
        Launches.Problems(Launches.With(edit)).Should().Contain(problem => problem.Reason == Reason.InvalidSpec && problem.Path == path && problem.Message.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void More_than_the_contract_allows_is_refused()
    {
        string Many(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));
        Launches.Problems(Launches.With($"pilots: [{Many(9, i => $"{{header: {{name: h{i}, value: v}}}}")}]")).Should().Contain(problem => problem.Path == "spec.pilots");
        Launches.Problems(Launches.With($"steps: [{Many(51, i => $"{{weight: {i + 1}}}")}]")).Should().Contain(problem => problem.Path == "spec.steps");
        Launches.Problems(Launches.With($"objectives: [{Many(33, i => $"{{name: o{i}, source: s, indicator: {{query: q}}, max: \"1\"}}")}]")).Should().Contain(problem => problem.Path == "spec.objectives");
        Launches.Problems(Launches.With($"traffic: {{gatewayAPI: {{managed: ~, routes: [{Many(17, i => $"{{name: r{i}}}")}]}}}}")).Should().Contain(problem => problem.Path == "spec.traffic.gatewayAPI.routes");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"targetRef\":{}}")]
    [InlineData("{")]
    public void What_is_no_spec_at_all_is_a_problem_and_no_exception(string json)
    {
        var (fields, problem) = DarkLaunchReader.Parse(Encoding.UTF8.GetBytes(json));
        fields.Should().BeNull();
        problem!.Path.Should().StartWith("spec");
    }

    [Fact]
    public void A_wrong_field_keeps_its_default_so_that_a_launch_under_way_is_still_judged()
    {
        var spec = DarkLaunchReader.Read(DarkLaunchReader.Parse(Encoding.UTF8.GetBytes(Launches.With("bakeTime: soon").ToJsonString())).Fields!).Spec;
        spec.BakeTime.Should().Be(TimeSpan.FromMinutes(10));
        spec.Objectives.Should().ContainSingle();
    }
}
