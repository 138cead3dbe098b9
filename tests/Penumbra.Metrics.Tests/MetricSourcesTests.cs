using System.Text;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Views;
using Penumbra.Metrics.Http;
using Penumbra.Metrics.Pods;
using Penumbra.Metrics.Prometheus;
using Penumbra.Metrics.Tests.Simulated;

namespace Penumbra.Metrics.Tests;

public sealed class MetricSourcesTests : IDisposable
{
    private const string Address = "\"prometheus\":{\"url\":\"http://prometheus.monitoring:9090\"}";
    private readonly FakeServer _server = new();
    private readonly FakeInformer<CustomView> _objects = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Pods_is_built_in_and_a_MetricSource_is_made_once_for_each_generation()
    {
        Put("prometheus", $"{{{Address}}}");
        var sources = Sources();

        sources.Find("pods").Should().BeOfType<PodsSource>();
        var first = sources.Find("prometheus");
        first.Should().BeOfType<PrometheusSource>().And.BeSameAs(sources.Find("prometheus"));
        Put("prometheus", $"{{{Address},\"queries\":\"Free\"}}", generation: 2);
        sources.Find("prometheus").Should().NotBeNull().And.NotBeSameAs(first);
        _objects.Items.Clear();
        sources.Find("prometheus").Should().BeNull();
    }

    [Fact]
    public void A_missing_source_is_told_with_those_that_exist()
    {
        Put("thanos", $"{{{Address}}}");

        Sources().Check(Samples.Objective("prometheus"), "spec.objectives[0]").Should().Be(
            new Problem(Reason.SourceNotFound, "spec.objectives[0].source", "there is no MetricSource prometheus; an administrator makes one; existing are: pods, thanos"));
    }

    [Theory]
    [InlineData("{\"web\":{}}", Reason.NotYetSupported, "spec.web is not supported yet")]
    [InlineData("{\"prometheus\":{\"url\":\"http://a\"},\"namespaces\":{\"from\":\"Selector\"}}", Reason.NotYetSupported, "spec.namespaces cannot be selected yet")]
    [InlineData("{\"prometheus\":{\"url\":\"http://a\"},\"namespaces\":{\"from\":\"All\",\"selector\":{\"team\":\"a\"}}}", Reason.NotYetSupported, "spec.namespaces cannot be selected yet")]
    [InlineData("{\"prometheus\":{\"url\":\"http://a\"},\"alerts\":\"Any\"}", Reason.NotYetSupported, "spec.alerts")]
    [InlineData("{\"prometheus\":{\"url\":\"http://a\"},\"queries\":\"All\"}", Reason.InvalidSpec, "spec.queries is neither Structured nor Free")]
    [InlineData("{\"prometheus\":{\"url\":5}}", Reason.InvalidSpec, "spec.prometheus.url")]
    [InlineData("{\"prometheus\":{}}", Reason.InvalidSpec, "cannot be used")]
    [InlineData("{}", Reason.InvalidSpec, "spec.prometheus is missing")]
    [InlineData("null", Reason.InvalidSpec, "spec there is none")]
    [InlineData("{\"prometheus\":{\"url\":\"ftp://a\"}}", Reason.InvalidSpec, "prometheus.url is not an address")]
    [InlineData("{\"prometheus\":{\"url\":\"http://me:canary@a\"}}", Reason.InvalidSpec, "prometheus.url holds a login")]
    [InlineData("{\"prometheus\":{\"url\":\"http://a:0\"}}", Reason.InvalidSpec, "prometheus.url has port 0")]
    [InlineData("{\"prometheus\":{\"url\":\"http://a:9090\\n\"}}", Reason.InvalidSpec, "prometheus.url holds a space")]
    [InlineData("{\"prometheus\":{\"url\":\"http://a/?b=c\"}}", Reason.InvalidSpec, "a query or a fragment")]
    [InlineData("{\"prometheus\":{\"url\":\"http://a\"},\"timeout\":\"1d\"}", Reason.InvalidSpec, "spec.timeout is not a duration")]
    [InlineData("{\"prometheus\":{\"url\":\"http://a\",\"revisionMatcher\":\"a=\"}}", Reason.InvalidSpec, "spec.prometheus.revisionMatcher at position 3")]
    public void A_source_that_cannot_be_used_is_told(string spec, Reason reason, string message)
    {
        Put("prometheus", spec);
        var sources = Sources();

        var problem = sources.Check(Samples.Objective("prometheus"), "spec.objectives[3]");

        problem.Should().BeEquivalentTo(new { Reason = reason, Path = "spec.objectives[3].source" });
        problem!.Message.Should().Contain(message).And.NotContain("canary");
        sources.Find("prometheus").Should().BeNull();
    }

    [Fact]
    public void What_an_objective_asks_is_checked()
    {
        Put("structured", $"{{{Address}}}");
        Put("free", $"{{{Address},\"queries\":\"Free\"}}");
        var sources = Sources();
        Problem? Check(string source, Indicator indicator) => sources.Check(Samples.Objective(source, indicator), "o");
        var query = new Indicator.Query("x{a=\"{{namespace}}\"}");

        foreach (var source in new[] { "pods", "structured", "free" })
        {
            Check(source, Samples.Ratio).Should().BeNull();
            Check(source, new Indicator.Ratio("a{", "a")).Should().BeEquivalentTo(new { Reason = Reason.InvalidSpec, Path = "o.indicator.ratio.bad" });
            Check(source, new Indicator.Ratio("a", "sum(a)")).Should().BeEquivalentTo(new { Reason = Reason.InvalidSpec, Path = "o.indicator.ratio.total" });
            Check(source, new Indicator.Quantile("a_bucket", 0.9)).Should().BeEquivalentTo(new { Path = "o.indicator.quantile.of", Message = "is the histogram's name, without _bucket" });
            Check(source, new Indicator.Quantile("a{le=\"1\"}", 0.9))!.Message.Should().Contain("may not match le");
        }

        Check("free", query).Should().BeNull();
        Check("structured", query).Should().BeEquivalentTo(new { Reason = Reason.SourceRefused, Path = "o.indicator.query" });
        Check("pods", query).Should().BeEquivalentTo(new { Reason = Reason.SourceRefused, Path = "o.indicator.query" });
        Check("free", new Indicator.Query("x{a=\"{{pod}}\"}"))!.Message.Should().Contain("unknown placeholder at position 6");
    }

    private MetricSources Sources() => new(
        new PodsSource(Samples.Pods(), EgressGuard.CreateClient(_server), TimeProvider.System), _objects,
        new PrometheusParts(new FakeClient(), TimeProvider.System, (_, _) => _server));

    private void Put(string name, string spec, int generation = 1)
    {
        _objects.Items.RemoveAll(view => view.Name == name);
        _objects.Items.Add(new CustomView { Metadata = new() { Name = name, Uid = $"uid-{name}", Generation = generation }, Spec = new(Encoding.UTF8.GetBytes(spec)) });
    }
}
