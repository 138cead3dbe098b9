using Penumbra.Core.Objectives;

namespace Penumbra.Operator.Measuring;

/// <summary>
/// Readings between the sampler that posts them and the pass that takes them. A pass may fail for hours: what is kept for it is bounded, and the oldest goes first. Sources count from the beginning,
/// so that the newest readings tell what the others would have.
/// </summary>
public sealed class ReadingInbox
{
    /// <summary>How many readings are kept for a pass.</summary>
    public const int Most = 500;

    private const int MostSides = 100;
    private readonly Lock _lock = new();
    private readonly Queue<ObjectiveReading> _readings = [];
    private readonly Dictionary<(string Objective, string Revision), (DateTimeOffset At, DateTimeOffset? Taken)> _newest = [];

    /// <summary>When the oldest reading that no pass has seen yet arrived, by the monotonic clock; null when there is none.</summary>
    public long? Oldest { get; private set; }

    /// <summary>Notes a reading for the next pass; whether it is newer than those before it. One that is not, late or doubled, counts nothing there; nor does one whose samples are older, by a server that lags behind.</summary>
    public bool Post(ObjectiveReading reading, long timestamp)
    {
        lock (_lock)
        {
            var key = (reading.Objective, reading.Revision);
            var taken = reading.Reading.Series.Max(sample => sample.At);
            var isNewer = !_newest.TryGetValue(key, out var newest) || (reading.Reading.At > newest.At && !(taken < newest.Taken));

            // Revisions come and go: whoever is measured now begins again.
            if (_newest.Count > MostSides) _newest.Clear();
            if (isNewer) _newest[key] = (reading.Reading.At, taken ?? newest.Taken);
            if (_readings.Count == Most) _readings.Dequeue();
            _readings.Enqueue(reading);
            Oldest ??= timestamp;
            return isNewer;
        }
    }

    /// <summary>Takes the readings since the last pass.</summary>
    public (IReadOnlyList<ObjectiveReading> Readings, long? Since) Take()
    {
        lock (_lock)
        {
            var taken = (_readings.ToList(), Oldest);
            _readings.Clear();
            Oldest = null;
            return taken;
        }
    }
}
