namespace Penumbra.Simulation.Cluster;

/// <summary>The time of the whole simulated world, on one thread: timers fire only inside <see cref="Advance"/>, in the order of their due times.</summary>
public sealed class SimulatedTime : TimeProvider
{
    /// <summary>When every run begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Timer, (long Due, long Number)> _timers = new();
    private long _ticks;
    private long _number;

    /// <summary>Since the start of the run.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(_ticks);

    /// <summary>How long until the next timer; null when there is none.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            while (_timers.TryPeek(out var timer, out var key))
            {
                if (timer.IsSetFor(key)) return TimeSpan.FromTicks(Math.Max(0, key.Due - _ticks));
                _timers.Dequeue();
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => _ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Calls once, after the delay.</summary>
    public void After(TimeSpan delay, Action action) => CreateTimer(static state => ((Action)state!)(), action, delay, Timeout.InfiniteTimeSpan);

    /// <summary>Lets time pass; every timer that becomes due fires at its own instant.</summary>
    public void Advance(TimeSpan by)
    {
        var end = _ticks + by.Ticks;
        while (_timers.TryPeek(out var timer, out var key) && key.Due <= end)
        {
            _timers.Dequeue();
            if (!timer.IsSetFor(key)) continue;
            _ticks = Math.Max(_ticks, key.Due);
            timer.Fire();
        }

        _ticks = end;
    }

    private sealed class Timer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private (long Due, long Number)? _key;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool IsSetFor((long Due, long Number) key) => _key == key;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _key = null;
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            _key = (time._ticks + Math.Max(0, dueTime.Ticks), time._number++);
            time._timers.Enqueue(this, _key.Value);
            return true;
        }

        public void Fire()
        {
            _key = null;
            if (_period > TimeSpan.Zero) Change(_period, _period);
            callback(state);
        }

        public void Dispose() => _key = null;

        public ValueTask DisposeAsync()
        {
            _key = null;
            return ValueTask.CompletedTask;
        }
    }
}
