using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Penumbra.Operator.Telemetry;

/// <summary>Metrics to be scraped, and traces where somebody asked for them by OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
public sealed class OperatorTelemetry : IDisposable
{
    // A series a launch, and one more for each phase that it has been in: beyond the limit all share one series without names. OpenTelemetry's own is 2,000. The room is
    // set aside but not resident until it is used.
    private const int MostSeries = 40_000;
    private readonly Lock _lock = new();
    private readonly PrometheusExporter _exporter = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _meters;
    private readonly TracerProvider? _traces;

    /// <summary>Begins to aggregate.</summary>
    public OperatorTelemetry(IMeterFactory meters, TraceExport? traces)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _reader = new BaseExportingMetricReader(_exporter);
        _meters = Sdk.CreateMeterProviderBuilder()
            .AddMeter(LaunchMetrics.MeterName, Kubernetes.Telemetry.KubernetesMetrics.MeterName, "System.Runtime")
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

    /// <summary>Collects now, and gives the text.</summary>
    public string Scrape()
    {
        lock (_lock)
        {
            _reader.Collect(5_000);
            return _exporter.Text;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meters.Dispose();
        _traces?.Dispose();
        _exporter.Dispose();
    }

    private static MetricStreamConfiguration? View(Instrument instrument) =>
        instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) ? new ExplicitBucketHistogramConfiguration { Boundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] }
        : instrument.Meter.Name == LaunchMetrics.MeterName && instrument.IsObservable ? new MetricStreamConfiguration { CardinalityLimit = MostSeries }
        : null;
}
