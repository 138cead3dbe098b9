using System.Diagnostics.Metrics;
using System.Globalization;

namespace Penumbra.Kubernetes.Telemetry;

/// <summary>What this project measures about itself, on one meter named <see cref="MeterName"/>.</summary>
public sealed class KubernetesMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Penumbra.Kubernetes";

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;
    private readonly Histogram<double> _lateness;
    private readonly Counter<long> _passes;
    private readonly Counter<long> _writes;
    private readonly Counter<long> _relists;
    private readonly Counter<long> _lostEvents;

    /// <summary>Makes the instruments.</summary>
    public KubernetesMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateCounter<long>("penumbra_api_requests_total", "{request}", "Requests to the API server; code 0 is no answer.");
        _durations = _meter.CreateHistogram<double>("penumbra_api_request_duration_seconds", "s", "How long the API server took; of watches, until their headers.");
        _lateness = _meter.CreateHistogram<double>("penumbra_queue_lateness_seconds", "s", "Between the moment a key was due and the start of its pass.");
        _passes = _meter.CreateCounter<long>("penumbra_passes_total", "{pass}", "Passes by outcome.");
        _writes = _meter.CreateCounter<long>("penumbra_writes_total", "{write}", "Planned writes by outcome.");
        _relists = _meter.CreateCounter<long>("penumbra_informer_lists_total", "{list}", "Lists by an informer, by outcome.");
        _lostEvents = _meter.CreateCounter<long>("penumbra_events_suppressed_total", "{event}", "Kubernetes events that were not written, by reason.");
    }

    /// <summary>One request to the API server.</summary>
    public void Request(string verb, string kind, int code, TimeSpan duration)
    {
        _requests.Add(1, new("verb", verb), new("kind", kind), new("code", code.ToString(CultureInfo.InvariantCulture)));
        _durations.Record(duration.TotalSeconds, new("verb", verb), new("kind", kind));
    }

    /// <summary>How late a pass started.</summary>
    public void Lateness(string queue, TimeSpan lateness) => _lateness.Record(lateness.TotalSeconds, new KeyValuePair<string, object?>("queue", queue));

    /// <summary>One pass ended.</summary>
    public void Pass(string queue, string outcome) => _passes.Add(1, new("queue", queue), new("outcome", outcome));

    /// <summary>One planned write ended.</summary>
    public void Write(string kind, string outcome) => _writes.Add(1, new("kind", kind), new("outcome", outcome));

    /// <summary>One list by an informer ended.</summary>
    public void List(string kind, string outcome) => _relists.Add(1, new("kind", kind), new("outcome", outcome));

    /// <summary>An event was not written.</summary>
    public void EventSuppressed(string reason) => _lostEvents.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Observes the depth of a queue.</summary>
    public void ObserveDepth(string queue, Func<int> depth) =>
        _meter.CreateObservableGauge(
            "penumbra_queue_depth", () => new Measurement<int>(depth(), new KeyValuePair<string, object?>("queue", queue)), "{key}", "Keys that are due and wait.");

    /// <summary>Observes the seconds since an informer last heard from the API server.</summary>
    public void ObserveAge(string kind, Func<double> age) =>
        _meter.CreateObservableGauge(
            "penumbra_informer_age_seconds", () => new Measurement<double>(age(), new KeyValuePair<string, object?>("kind", kind)), "s", "Since the API server was last heard.");

    /// <summary>Observes whether this replica may write: 1 or 0.</summary>
    public void ObserveLeader(Func<bool> isLeader) =>
        _meter.CreateObservableGauge("penumbra_leader", () => isLeader() ? 1 : 0, null, "Whether this replica leads.");
}
