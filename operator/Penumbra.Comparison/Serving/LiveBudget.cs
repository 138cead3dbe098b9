namespace Penumbra.Comparison.Serving;

/// <summary>How many requests may be added to live: a bucket that fills by itself. A second ask of the same request may run into debt, so that it is neither refused nor forgotten.</summary>
internal sealed class LiveBudget(double perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly double _most = Math.Max(1, perSecond);
    private double _left = Math.Max(1, perSecond);
    private long _filled = time.GetTimestamp();

    /// <summary>How long it takes until there is one again.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_lock) return _left >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _left) / perSecond);
        }
    }

    /// <summary>Takes so many when there is one at least.</summary>
    public bool TryTake(int count)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(_most, _left + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
            _filled = now;
            if (_left < 1) return false;
            _left -= count;
            return true;
        }
    }
}
