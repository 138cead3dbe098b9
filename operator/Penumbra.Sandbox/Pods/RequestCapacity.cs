namespace Penumbra.Sandbox.Pods;

/// <summary>How many requests a second a pod bears. What it did not need it has for later, up to two seconds of it, so that what comes unevenly is borne as well. Thread-safe.</summary>
/// <param name="perSecond">Requests a second.</param>
/// <param name="time">The clock.</param>
public sealed class RequestCapacity(double perSecond, TimeProvider time)
{
    private const double Saved = 2;

    private readonly Lock _gate = new();
    private double _left = perSecond * Saved;
    private long _at = time.GetTimestamp();

    /// <summary>Whether one more is borne now.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(perSecond * Saved, _left + (perSecond * time.GetElapsedTime(_at, now).TotalSeconds));
            _at = now;
            if (_left < 1)
                return false;
            _left--;
            return true;
        }
    }
}
