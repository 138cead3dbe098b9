namespace Penumbra.Kubernetes.Tests.Simulated;

/// <summary>Virtual time on one thread: timers fire only inside <see cref="Advance"/>, in order of their due times.</summary>
public sealed class SimulatedTime(DateTimeOffset? start = null) : TimeProvider
{
    private readonly DateTimeOffset _start = start ?? new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private readonly SortedDictionary<(long Due, long Number), SimulatedTimer> _timers = [];
    private long _ticks;
    private long _number;

    public TimeSpan Elapsed => TimeSpan.FromTicks(_ticks);

    /// <summary>A step of the wall clock that the monotonic clock does not see.</summary>
    public TimeSpan WallClockShift { get; set; }

    public int TimerCount => _timers.Count;

    public TimeSpan? NextDue => _timers.Count == 0 ? null : TimeSpan.FromTicks(_timers.First().Key.Due - _ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed + WallClockShift;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = _ticks + by.Ticks;
        while (_timers.Count > 0 && _timers.First() is var next && next.Key.Due <= end)
        {
            _timers.Remove(next.Key);
            _ticks = Math.Max(_ticks, next.Key.Due);
            next.Value.Fire();
        }

        _ticks = end;
    }

    /// <summary>Time passes, but this process gets no turn: no timer fires until the next <see cref="Advance"/>.</summary>
    public void Pause(TimeSpan by) => _ticks += by.Ticks;

    /// <summary>Advances in steps until the condition holds.</summary>
    public void AdvanceUntil(Func<bool> condition, TimeSpan limit, TimeSpan? step = null)
    {
        var end = _ticks + limit.Ticks;
        while (!condition() && _ticks < end) Advance(step ?? TimeSpan.FromMilliseconds(50));
        condition().Should().BeTrue("it should happen within {0} of virtual time", limit);
    }

    private sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private (long Due, long Number)? _key;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_key is { } key) time._timers.Remove(key);
            _key = null;
            _period = period;
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            _key = (time._ticks + dueTime.Ticks, time._number++);
            time._timers.Add(_key.Value, this);
            return true;
        }

        public void Fire()
        {
            _key = null;
            if (_period > TimeSpan.Zero) Change(_period, _period);
            callback(state);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
