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

        var lines = string.Concat(telemetry.Scrape()).Split('\n');

        lines.Should().Contain("# HELP penumbra_test_total Counts.").And.Contain("# TYPE penumbra_test_total counter");
        lines.Should().Contain("""penumbra_test_total{name="a \"b\"\\\n"} 2""");
        lines.Should().Contain("""penumbra_test_seconds_bucket{le="0.01"} 0""").And.Contain("""penumbra_test_seconds_bucket{le="0.025"} 1""").And.Contain("""penumbra_test_seconds_bucket{le="+Inf"} 1""");
        lines.Should().Contain("penumbra_test_seconds_count 1").And.Contain("penumbra_test_gauge 1.5");
    }

    [Fact]
    public void Dots_in_the_names_of_instruments_and_tags_become_underscores_or_the_whole_scrape_is_lost()
    {
        using var meters = new MeterFactory();
        using var telemetry = new OperatorTelemetry(meters, null);
        var meter = meters.Create(new MeterOptions(LaunchMetrics.MeterName));
        meter.CreateCounter<long>("dotnet.gc.test", null, "Counts.").Add(3, new KeyValuePair<string, object?>("gc.heap.generation", "gen0"));

        var text = string.Concat(telemetry.Scrape());

        text.Should().Contain("# HELP dotnet_gc_test Counts.\n# TYPE dotnet_gc_test counter\ndotnet_gc_test{gc_heap_generation=\"gen0\"} 3\n");
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
            line.Should().MatchRegex("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\})? [^ ]+$""");
    }

    [Fact]
    public void Every_one_of_five_thousand_launches_has_its_own_line()
    {
        using var meters = new MeterFactory();
        using var telemetry = new OperatorTelemetry(meters, null);
        var meter = meters.Create(new MeterOptions(LaunchMetrics.MeterName));
        meter.CreateObservableGauge("penumbra_test_gauge", () => Enumerable.Range(0, 5_000).Select(number => new Measurement<double>(1, new KeyValuePair<string, object?>("name", $"app-{number}"))));

        string.Concat(telemetry.Scrape()).Split('\n').Count(line => line.StartsWith("penumbra_test_gauge{name=\"app-", StringComparison.Ordinal)).Should().Be(5_000);
    }

    [Fact]
    public void A_state_that_is_over_is_not_told_of_any_more()
    {
        using var meters = new MeterFactory();
        using var telemetry = new OperatorTelemetry(meters, null);
        var phase = "Launching";
        meters.Create(new MeterOptions(LaunchMetrics.MeterName)).CreateObservableGauge("penumbra_test_phase", () => new Measurement<double>(1, new("name", "shop"), new("phase", phase)), null, "The phase.");

        string.Concat(telemetry.Scrape()).Should().Contain("# HELP penumbra_test_phase The phase.\n# TYPE penumbra_test_phase gauge\npenumbra_test_phase{name=\"shop\",phase=\"Launching\"} 1\n");
        phase = "Healthy";

        string.Concat(telemetry.Scrape()).Split('\n').Where(line => line.StartsWith("penumbra_test_phase{", StringComparison.Ordinal)).Should().Equal("penumbra_test_phase{name=\"shop\",phase=\"Healthy\"} 1");
    }

    [Fact]
    public void Gauges_of_one_name_have_one_head()
    {
        using var meters = new MeterFactory();
        using var telemetry = new OperatorTelemetry(meters, null);
        var meter = meters.Create(new MeterOptions(LaunchMetrics.MeterName));
        foreach (var queue in (string[])["one", "two"]) meter.CreateObservableGauge("penumbra_test_depth", () => new Measurement<int>(queue.Length, new KeyValuePair<string, object?>("queue", queue)), "{key}", "Waits.");

        string.Concat(telemetry.Scrape()).Should().Contain("# TYPE penumbra_test_depth gauge\npenumbra_test_depth{queue=\"one\"} 3\npenumbra_test_depth{queue=\"two\"} 3\n");
    }
}
