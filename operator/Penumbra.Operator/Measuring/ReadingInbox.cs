using Penumbra.Core.Objectives;

namespace Penumbra.Operator.Measuring;

/// <summary>Readings between the sampler that posts them and the pass that takes them.</summary>
public sealed class ReadingInbox
{
    private readonly Lock _lock = new();
    private readonly List<ObjectiveReading> _readings = [];

    /// <summary>When the oldest reading that no pass has seen yet arrived, by the monotonic clock; null when there is none.</summary>
    public long? Oldest { get; private set; }

    /// <summary>Notes a reading for the next pass.</summary>
    public void Post(ObjectiveReading reading, long timestamp)
    {
        lock (_lock)
        {
            _readings.Add(reading);
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
