namespace Penumbra.Comparison.Serving;

/// <summary>Notices that the server's own requests are mirrored to it again: three in ten seconds are no accident.</summary>
internal sealed class LoopWatch(TimeProvider time)
{
    private const int Enough = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    // Unready, the server gets no copies, and so sees no loop: it must not take that for its end at once.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Queue<long> _seen = new();
    private long? _last;

    /// <summary>Whether the mirror must be removed.</summary>
    public bool IsLooping => Ago is not null;

    /// <summary>How long ago one was last seen; null when that was never, or is forgotten.</summary>
    public TimeSpan? Ago
    {
        get
        {
            lock (_lock) return _last is { } at && time.GetElapsedTime(at) is var ago && ago < Memory ? ago : null;
        }
    }

    /// <summary>One of our own came back.</summary>
    /// <returns>Whether that makes it a loop which was none before.</returns>
    public bool Add()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            while (_seen.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) > Window) _seen.Dequeue();
            _seen.Enqueue(now);
            if (_seen.Count > Enough) _seen.Dequeue();
            if (_seen.Count < Enough) return false;
            var isNew = _last is not { } last || time.GetElapsedTime(last, now) >= Memory;
            _last = now;
            return isNew;
        }
    }
}
