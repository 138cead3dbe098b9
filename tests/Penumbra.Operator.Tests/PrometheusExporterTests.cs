using System.Diagnostics.Metrics;
using Penumbra.Operator.Telemetry;

namespace Penumbra.Operator.Tests;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void Metrics_are_written_as_prometheus_reads_them()
    {
        using var meters = new MeterFactory();
        using var telemetry = new OperatorTelemetry(meters, null);
        var meter = meters.Create(new MeterOptions(LaunchMetrics.MeterName));
        var counter = meter.CreateCounter<long>("penumbra_test_total", null, "Counts.");
        counter.Add(2, new KeyValuePair<string, object?>("name", "a \"b\"\\\n"));
        meter.CreateHistogram<double>("penumbra_test_seconds").Record(0.02);
        meter.CreateObservableGauge("penumbra_test_gauge", () => 1.5);

        var lines = telemetry.Scrape().Split('\n');

        lines.Should().Contain("# HELP penumbra_test_total Counts.").And.Contain("# TYPE penumbra_test_total counter");
        lines.Should().Contain("""penumbra_test_total{name="a \"b\"\\\n"} 2""");
        lines.Should().Contain("""penumbra_test_seconds_bucket{le="0.01"} 0""").And.Contain("""penumbra_test_seconds_bucket{le="0.025"} 1""").And.Contain("""penumbra_test_seconds_bucket{le="+Inf"} 1""");
        lines.Should().Contain("penumbra_test_seconds_count 1").And.Contain("penumbra_test_gauge 1.5");
    }
}
