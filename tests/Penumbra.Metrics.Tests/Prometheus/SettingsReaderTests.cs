using Penumbra.Api.MetricSources;
using Penumbra.Metrics.Prometheus;

namespace Penumbra.Metrics.Tests.Prometheus;

public sealed class SettingsReaderTests
{
    [Theory]
    [InlineData("namespace=\"{{namespace}}\",version=\"{{revision}}\"", null)]
    [InlineData("namespace=\"{{namespace}}\"", "must match {{revision}} or {{podPattern}}")]
    [InlineData("revision=\"{{revision}}\"", "must match {{namespace}}")]
    [InlineData("namespace!=\"{{namespace}}\",revision=\"{{revision}}\"", "must match {{namespace}}")]
    [InlineData("namespace=\"{{namespace}}\",pod=\"{{podPattern}}\"", "needs =~")]
    [InlineData("namespace=\"{{namespace}}\",pod=\"{{pod}}\"", "unknown placeholder")]
    [InlineData("namespace={{namespace}}", "at position 11: expected a value in quotes")]
    public void A_revision_matcher_must_confine(string matcher, string? problem)
    {
        var address = new PrometheusAddress { Url = "http://prometheus.monitoring:9090/prom/", RevisionMatcher = matcher };

        var settings = SettingsReader.Read(new MetricSourceSpecification { Prometheus = address }, out var said);

        if (problem is null) settings.Should().NotBeNull();
        else said!.Message.Should().Contain(problem);
    }
}
