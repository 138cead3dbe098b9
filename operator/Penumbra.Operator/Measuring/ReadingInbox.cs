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

    private readonly Lock _lock = new();
    private readonly Queue<ObjectiveReading> _readings = [];

    /// <summary>When the oldest reading that no pass has seen yet arrived, by the monotonic clock; null when there is none.</summary>
    public long? Oldest { get; private set; }

    /// <summary>Notes a reading for the next pass.</summary>
    public void Post(ObjectiveReading reading, long timestamp)
    {
        lock (_lock)
        {
            if (_readings.Count == Most) _readings.Dequeue();
            _readings.Enqueue(reading);
            Oldest ??= timestamp;
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
