using System.Diagnostics.Metrics;

namespace Penumbra.Kubernetes.Tests.Simulated;

/// <summary>A meter factory whose measurements can be read.</summary>
public sealed class TestMeters : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly List<Meter> _meters = [];

    public TestMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.Contains(instrument.Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All measurements: instrument name with its tags in order, and the value.</summary>
    public List<(string Name, double Value)> Measured { get; } = [];

    public void Observe() => _listener.RecordObservableInstruments();

    public Meter Create(MeterOptions options)
    {
        // Instruments are published in the meter's constructor's absence, so the meter is known before the first of them.
        var meter = new Meter(options.Name, options.Version, options.Tags, this);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var meter in _meters) meter.Dispose();
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = instrument.Name;
        foreach (var tag in tags) text += $" {tag.Key}={tag.Value}";
        Measured.Add((text, value));
    }
}
