namespace Penumbra.Comparison.Serving;

/// <summary>
/// How many requests may be added to live: so many a second, and so many for each copy, as a copy stands for a known number of live's own requests. Two buckets; each second and each copy adds to its own. A second ask of
/// the same request may run into debt, so that it is neither refused nor forgotten.
/// </summary>
/// <param name="perSecond">Requests a second.</param>
/// <param name="perCopy">Requests for each copy that arrives; infinite where nobody knows what a copy stands for.</param>
/// <param name="time">The clock.</param>
internal sealed class LiveBudget(double perSecond, double perCopy, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly double _most = Math.Max(1, perSecond);
    private double _left = Math.Max(1, perSecond);
    private double _leftOfCopies = double.IsInfinity(perCopy) ? perCopy : 0;
    private long _filled = time.GetTimestamp();

    /// <summary>How long it takes until there is one again, copies apart.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_lock) return _left >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _left) / perSecond);
        }
    }

    /// <summary>A copy has arrived, whatever becomes of it.</summary>
    public void Copied()
    {
        // What was not used is not saved for long: no more than a second's worth at once.
        lock (_lock) _leftOfCopies = double.IsInfinity(perCopy) ? perCopy : Math.Min(Math.Max(_most, perCopy), _leftOfCopies + perCopy);
    }

    /// <summary>Takes so many when there is one at least.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isCopy">Whether it is for a copy: what is replayed says nothing of how much users ask.</param>
    public bool TryTake(int count, bool isCopy)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(_most, _left + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
            _filled = now;
            if (_left < 1 || (isCopy && _leftOfCopies < 1)) return false;
            _left -= count;
            if (isCopy) _leftOfCopies -= count;
            return true;
        }
    }
}
