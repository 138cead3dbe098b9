using System.Diagnostics.Metrics;
using System.Text;

namespace Penumbra.Operator.Telemetry;

/// <summary>
/// Asks the observable gauges for what they say at this moment, and writes it. Nothing is kept between two scrapes: an aggregation sets a place aside for every series that there may ever be, which for
/// thousands of launches is more memory than the launches themselves, and goes on telling of a launch that is gone.
/// </summary>
public sealed class StateGauges : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, StringBuilder> _texts = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="isOurs">Which instruments it is asked for.</param>
    public StateGauges(Func<Instrument, bool> isOurs)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (isOurs(instrument)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Whether an instrument tells a state, and not a sum.</summary>
    public static bool IsGauge(Instrument instrument) => instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ObservableGauge<>);

    /// <summary>What all of them say now, in the order of their names; each a text of its own.</summary>
    public IReadOnlyList<StringBuilder> Texts()
    {
        lock (_lock)
        {
            _texts.Clear();
            _listener.RecordObservableInstruments();
            return [.. _texts.Values];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = PrometheusText.Name(instrument.Name);
        if (!_texts.TryGetValue(name, out var text)) PrometheusText.Head(_texts[name] = text = new StringBuilder(), name, "gauge", instrument.Description ?? "");
        PrometheusText.Line(text, name, PrometheusText.Labels(tags), value);
    }
}
