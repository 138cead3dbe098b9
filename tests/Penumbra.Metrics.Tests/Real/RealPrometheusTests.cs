using System.Text;
using Penumbra.Core.Objectives;
using Penumbra.Metrics.Http;
using Penumbra.Metrics.Prometheus;
using Penumbra.Metrics.Selectors;
using Penumbra.Metrics.Tests.Selectors;
using Penumbra.Metrics.Tests.Simulated;

namespace Penumbra.Metrics.Tests.Real;

/// <summary>Against Debian's Prometheus. Without the program these tests are skipped on a developer's machine and fail in CI (see the fixture).</summary>
public sealed class RealPrometheusTests(PrometheusProcess prometheus) : IClassFixture<PrometheusProcess>
{
    private const string Labels = "namespace=\"shop\",pod=\"checkout-3b02ee90-x-y\"";

    [PrometheusFact]
    public async Task Any_label_value_round_trips_through_a_real_server()
    {
        var random = new Random(17);
        var values = Enumerable.Range(0, 60).Select(index => $"{index}" + Unicode.Value(random, 12)).ToList();
        var exposition = new StringBuilder();
        for (var index = 0; index < values.Count; index++)
        {
            var escaped = values[index].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            exposition.Append(System.Globalization.CultureInfo.InvariantCulture, $"odd{{{Labels},value=\"{escaped}\"}} {index + 1}\n");
        }

        prometheus.Expose(exposition.ToString());
        var equal = values.Select(value => Samples.Request(Ratio($"odd{{value={PromQlText.Quote(value)}}}"))).ToList();
        var matches = values.Select(value => Samples.Request(Ratio($"odd{{value=~{PromQlText.Quote(PromQlText.EscapeExpression(value))}}}"))).ToList();
        using var source = Source(TimeProvider.System);
        IReadOnlyList<Reading> readings = [];
        await Eventually.Async(async () =>
        {
            readings = await source.ReadAsync([.. equal, .. matches], CancellationToken.None);
            return readings.All(reading => reading.Error is null && reading.Series.Count > 0);
        });

        for (var index = 0; index < values.Count; index++)
        {
            foreach (var reading in new[] { readings[index], readings[index + values.Count] })
            {
                reading.Series.Should().HaveCount(2).And.OnlyContain(series => series.Value == index + 1);
                reading.Series[0].Series.Should().Contain($"value={PromQlText.Quote(values[index])}");
            }
        }
    }

    [PrometheusFact]
    public async Task Counters_histograms_and_queries_are_read_in_one_call_and_an_unknown_revision_is_no_answer()
    {
        prometheus.Expose($$"""
            # TYPE http_requests_total counter
            http_requests_total{{{Labels}},code="200"} 90
            http_requests_total{{{Labels}},code="500"} 10
            latency_seconds_bucket{{{Labels}},le="0.5"} 4
            latency_seconds_bucket{{{Labels}},le="+Inf"} 5
            offset{{{Labels}},by="x"} 3

            """);
        using var source = Source(TimeProvider.System);
        IReadOnlyList<Reading> readings = [];
        MeasureRequest[] requests =
        [
            Samples.Request(), Samples.Request(new Indicator.Quantile("latency_seconds", 0.9)), Samples.Request(Ratio("offset{by='x'}")),
            Samples.Request(new Indicator.Query("sum(http_requests_total{namespace=\"{{namespace}}\"})")), Samples.Request(revision: "7f9c4d1a"), Samples.Request(ns: "other"),
            Samples.Request(Ratio("nothing_total")), Samples.Request(new Indicator.Query("nothing_at_all")), Samples.Request(new Indicator.Query("this is no PromQL")),
        ];
        await Eventually.Async(async () =>
        {
            readings = await source.ReadAsync(requests, CancellationToken.None);
            return readings[0].Series.Count == 3 && readings[1].Series.Count == 2;
        });

        readings[0].Series.Select(series => (series.Role, series.Value)).Should().Equal((SeriesRole.Bad, 10.0), (SeriesRole.Total, 90), (SeriesRole.Total, 10));
        readings[1].Series.Select(series => (series.UpperBound, series.Value)).Should().BeEquivalentTo([(0.5, 4.0), (double.PositiveInfinity, 5)]);
        readings[2].Series.Should().HaveCount(2).And.OnlyContain(series => series.Value == 3);
        readings[3].Series.Should().Equal(new SeriesSample("value", SeriesRole.Value, 100));
        readings[4].Error.Should().Be("Prometheus scrapes no pod of revision 7f9c4d1a");
        readings[5].Error.Should().Be("Prometheus scrapes no pod of revision 3b02ee90");
        readings[6].Should().BeEquivalentTo(new { Error = (string?)null, Series = Array.Empty<SeriesSample>() });
        readings[7].Error.Should().Be("the query gave 0 values; one is expected");
        readings[8].Error.Should().Be("Prometheus refused the query (status 400)");
    }

    private static Indicator.Ratio Ratio(string selector) => new(selector, selector);

    private PrometheusSource Source(TimeProvider time) => new(
        new PrometheusSettings { Address = prometheus.Address, IsFree = true }, new PrometheusParts(new FakeClient(), time, new EgressGuard(allowLoopback: true).CreateHandler));
}
