using System.Diagnostics.Metrics;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Penumbra.Operator.Telemetry;

/// <summary>Metrics to be scraped, and traces where somebody asked for them by OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
public sealed class OperatorTelemetry : IDisposable
{
    private const string Runtime = "System.Runtime";

    // Room for them is set aside from the start; the runtime counts by generation and by kind of exception.
    private const int MostRuntimeSeries = 100;
    private readonly Lock _lock = new();
    private readonly PrometheusExporter _exporter = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _meters;
    private readonly StateGauges _gauges = new(IsState);
    private readonly TracerProvider? _traces;

    /// <summary>Begins to aggregate.</summary>
    public OperatorTelemetry(IMeterFactory meters, TraceExport? traces)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _reader = new BaseExportingMetricReader(_exporter);
        _meters = Sdk.CreateMeterProviderBuilder()
            .AddMeter(LaunchMetrics.MeterName, Kubernetes.Telemetry.KubernetesMetrics.MeterName, Runtime)
            .SetMaxMetricStreams(1000)
            .AddView(View)
            .AddReader(_reader)
            .Build();
        if (traces is null) return;
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => resource.AddService("penumbra"))
            .AddSource(LaunchMetrics.TraceSource)
            .AddOtlpExporter(options => (options.Endpoint, options.Protocol) = (traces.Endpoint, traces.Protocol))
            .Build();
    }

    /// <summary>Collects now, and gives the text in its parts: at thousands of launches it is megabytes, which in one piece would stay in memory until the next collection of everything.</summary>
    public IReadOnlyList<StringBuilder> Scrape()
    {
        lock (_lock)
        {
            _reader.Collect(5_000);
            return [.. _gauges.Texts(), _exporter.Text];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gauges.Dispose();
        _meters.Dispose();
        _traces?.Dispose();
        _exporter.Dispose();
    }

    // Of a state only the present counts.
    private static bool IsState(Instrument instrument) => instrument.Meter.Name is LaunchMetrics.MeterName or Kubernetes.Telemetry.KubernetesMetrics.MeterName && StateGauges.IsGauge(instrument);

    private static MetricStreamConfiguration? View(Instrument instrument) =>
        instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) ? new ExplicitBucketHistogramConfiguration { Boundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] }
        : IsState(instrument) ? MetricStreamConfiguration.Drop
        : instrument.Meter.Name == Runtime ? new MetricStreamConfiguration { CardinalityLimit = MostRuntimeSeries }
        : null;
}
