using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Penumbra.Operator.Telemetry;

/// <summary>
/// Writes the metrics in the Prometheus text format 0.0.4. The port that stands in for OpenTelemetry.Exporter.Prometheus
/// (docs/decisions/0001): a pull reader over OpenTelemetry's own aggregation.
/// </summary>
public sealed class PrometheusExporter : BaseExporter<Metric>
{
    /// <summary>The text of the last collection.</summary>
    public string Text { get; private set; } = "";

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new StringBuilder();
        foreach (var metric in batch) Write(text, metric);
        Text = text.ToString();
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
        // The runtime's own instruments have dots in their names, which the format does not allow: one would cost the whole scrape.
        var name = metric.Name.Replace('.', '_');
        if (metric.Description.Length > 0) text.Append("# HELP ").Append(name).Append(' ').Append(metric.Description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            switch (metric.MetricType)
            {
                case MetricType.LongSum or MetricType.LongSumNonMonotonic: Line(text, name, point.Tags, null, point.GetSumLong()); break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic: Line(text, name, point.Tags, null, point.GetSumDouble()); break;
                case MetricType.LongGauge: Line(text, name, point.Tags, null, point.GetGaugeLastValueLong()); break;
                case MetricType.DoubleGauge: Line(text, name, point.Tags, null, point.GetGaugeLastValueDouble()); break;
                case MetricType.Histogram: Histogram(text, name, point); break;
            }
        }
    }

    private static void Histogram(StringBuilder text, string name, in MetricPoint point)
    {
        long below = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            Line(text, name + "_bucket", point.Tags, Number(bucket.ExplicitBound), below);
        }

        Line(text, name + "_sum", point.Tags, null, point.GetHistogramSum());
        Line(text, name + "_count", point.Tags, null, point.GetHistogramCount());
    }

    private static void Line(StringBuilder text, string name, ReadOnlyTagCollection tags, string? bound, double value)
    {
        text.Append(name);
        var first = true;
        foreach (var tag in tags)
        {
            text.Append(first ? '{' : ',').Append(tag.Key.Replace('.', '_')).Append("=\"").Append(Escaped(Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "")).Append('"');
            first = false;
        }

        if (bound is not null)
        {
            text.Append(first ? '{' : ',').Append("le=\"").Append(bound).Append('"');
            first = false;
        }

        if (!first) text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : double.IsNaN(value) ? "NaN" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
