namespace Penumbra.Kubernetes.Events;

/// <summary>How many events may be written per object: 25 at once, then one per five minutes, as client-go's spam filter has it. What counts up leaves some for what is new.</summary>
internal sealed class EventBudget(TimeProvider time)
{
    private const double Burst = 25;
    private const double LeftForNew = 10;
    private const int MostObjects = 4096;
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);
    private readonly SortedDictionary<string, (double Tokens, long At)> _objects = new(StringComparer.Ordinal);

    /// <summary>Takes one for a new event, if there is one.</summary>
    public bool TryTake(string uid) => TryTake(uid, 1);

    /// <summary>Takes one to count an event up, if enough are left for new ones: they may say what is said only once.</summary>
    public bool TryTakeAgain(string uid) => TryTake(uid, 1 + LeftForNew);

    private bool TryTake(string uid, double least)
    {
        var now = time.GetTimestamp();
        var tokens = Tokens(uid, now);
        if (tokens < least)
        {
            _objects[uid] = (tokens, now);
            return false;
        }

        if (_objects.Count >= MostObjects) DropFull(now);
        _objects[uid] = (tokens - 1, now);
        return true;
    }

    private double Tokens(string uid, long now) =>
        _objects.TryGetValue(uid, out var bucket) ? Math.Min(Burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now) / Refill)) : Burst;

    private void DropFull(long now)
    {
        foreach (var uid in _objects.Keys.Where(uid => Tokens(uid, now) >= Burst).ToList()) _objects.Remove(uid);
    }
}
