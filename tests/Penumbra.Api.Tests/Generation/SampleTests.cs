using System.Text;
using System.Text.Json;
using Penumbra.Api.DarkLaunches;
using Penumbra.Api.Json;
using Penumbra.Api.ShadowDeployments;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Api.Tests.Generation;

public sealed class SampleTests
{
    public static TheoryData<string> Launches() => [.. Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "crds/samples"), "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'))
        .Where(file => RepositoryFiles.Text(file).Contains("kind: DarkLaunch", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Launches))]
    public void Every_sample_is_read_without_problems(string path)
    {
        foreach (var launch in RepositoryFiles.Yaml(path, "DarkLaunch"))
        {
            var (fields, problem) = DarkLaunchReader.Parse(Encoding.UTF8.GetBytes(launch["spec"]!.ToJsonString()));
            problem.Should().BeNull();
            DarkLaunchReader.Read(fields!).Problems.Should().BeEmpty();
        }
    }

    [Fact]
    public void The_samples_of_a_shadow_are_read_without_problems_and_mean_what_their_comments_say()
    {
        var simple = Shadow("crds/samples/shadow/simple.yaml");
        (simple.Sample, simple.Verdict, simple.StartLaunch).Should().Be((Share.Percent(10), new VerdictRules(), null));
        var replay = Shadow("crds/samples/shadow/replay.yaml");
        (replay.Replay, replay.Copies, replay.Verdict.MinComparisons).Should().Be((new ReplaySpec("spec.replay.persistentVolumeClaim", "monday.har of PersistentVolumeClaim orders-recordings", 5), false, 3_000L));
        var full = Shadow("crds/samples/shadow/full.yaml");
        (full.Template, full.Replicas, full.Sample.ToString(), full.StartLaunch).Should().Be(("orders-next", 2, "2.5", "orders"));
        full.Verdict.Should().Be(new VerdictRules { Over = TimeSpan.FromHours(48), MinComparisons = 20_000, MaxMismatch = 0.0005, Confidence = 0.99, LatencyNoMoreThan = 1.2 });
    }

    [Fact]
    public void The_launch_of_the_strangler_and_its_shadow_name_each_other()
    {
        const string path = "crds/samples/shadow/strangler.yaml";
        var launch = RepositoryFiles.Yaml(path, "DarkLaunch").Single();
        var spec = DarkLaunchReader.Read(DarkLaunchReader.Parse(Encoding.UTF8.GetBytes(launch["spec"]!.ToJsonString())).Fields!).Spec;
        spec.RequiredShadow.Should().Be("orders-next");
        Shadow(path).StartLaunch.Should().Be(launch["metadata"]!["name"]!.GetValue<string>());
    }

    private static ShadowSpec Shadow(string path)
    {
        var reading = ShadowDeploymentReader.Read(ShadowDeploymentReader.Parse(Encoding.UTF8.GetBytes(RepositoryFiles.Yaml(path, "ShadowDeployment").Single()["spec"]!.ToJsonString())).Fields!);
        reading.Problems.Should().BeEmpty();
        return reading.Spec;
    }

    [Fact]
    public void The_sample_of_a_metric_source_is_read()
    {
        var json = RepositoryFiles.Yaml("crds/samples/metricsource.yaml")["spec"]!.ToJsonString();
        var fields = JsonSerializer.Deserialize(json, ApiJson.Default.MetricSourceSpecification)!;
        fields.Prometheus!.Url.Should().Be("http://prometheus.monitoring:9090");
        fields.Prometheus.RevisionMatcher.Should().Be("namespace=\"{{namespace}}\",pod=~\"{{podPattern}}\"");
        fields.Namespaces!.From.Should().Be("All");
    }

    [Fact]
    public void The_complete_sample_means_what_its_comments_say()
    {
        var json = RepositoryFiles.Yaml("crds/samples/checkout.yaml")["spec"]!.ToJsonString();
        var spec = DarkLaunchReader.Read(DarkLaunchReader.Parse(Encoding.UTF8.GetBytes(json)).Fields!).Spec;
        spec.Steps.Select(step => step.Share.ToString()).Should().Equal("0", "0.5", "5", "25", "50", "100");
        spec.Traffic.Pilots.Should().HaveCount(3);
        spec.Traffic.CandidateService.Should().Be("checkout-candidate");
        spec.Objectives.Select(objective => objective.Name).Should().Equal("availability", "latency", "basket-size");
        spec.BakeTime.Should().Be(TimeSpan.FromMinutes(30));
    }
}
