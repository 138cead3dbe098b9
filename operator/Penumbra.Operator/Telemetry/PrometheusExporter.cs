using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Penumbra.Operator.Telemetry;

/// <summary>
/// Writes what OpenTelemetry has aggregated in the Prometheus text format. The port that stands in for OpenTelemetry.Exporter.Prometheus (docs/decisions/0001): a pull reader.
/// </summary>
public sealed class PrometheusExporter : BaseExporter<Metric>
{
    /// <summary>The text of the last collection.</summary>
    public StringBuilder Text { get; private set; } = new();

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new StringBuilder();
        foreach (var metric in batch) Write(text, metric);
        Text = text;
        return ExportResult.Success;
    }

    private static void Write(StringBuilder text, Metric metric)
    {
        var type = metric.MetricType switch
        {
            MetricType.LongSum or MetricType.DoubleSum => "counter",
            MetricType.Histogram => "histogram",
            _ => "gauge",
        };
        var name = PrometheusText.Name(metric.Name);
        PrometheusText.Head(text, name, type, metric.Description);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = PrometheusText.Labels(point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.LongSum or MetricType.LongSumNonMonotonic: PrometheusText.Line(text, name, labels, point.GetSumLong()); break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic: PrometheusText.Line(text, name, labels, point.GetSumDouble()); break;
                case MetricType.LongGauge: PrometheusText.Line(text, name, labels, point.GetGaugeLastValueLong()); break;
                case MetricType.DoubleGauge: PrometheusText.Line(text, name, labels, point.GetGaugeLastValueDouble()); break;
                case MetricType.Histogram: Histogram(text, name, labels, point); break;
            }
        }
    }

    private static void Histogram(StringBuilder text, string name, string labels, in MetricPoint point)
    {
        long below = 0;
        var others = labels.Length > 0 ? labels + "," : "";
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            PrometheusText.Line(text, name + "_bucket", $"{others}le=\"{PrometheusText.Number(bucket.ExplicitBound)}\"", below);
        }

        PrometheusText.Line(text, name + "_sum", labels, point.GetHistogramSum());
        PrometheusText.Line(text, name + "_count", labels, point.GetHistogramCount());
    }
}
