namespace Penumbra.Databases.Tests.Worker;

/// <summary>A clock that stands still until a test moves it; what waits goes on in the thread that moves it.</summary>
internal sealed class PumpedTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private long _number;

    public DateTimeOffset Now { get; private set; } = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state, Interlocked.Increment(ref _number));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock from wait to wait until the task has ended.</summary>
    public async Task RunAsync(Task task, int most = 200_000)
    {
        for (var step = 0; step < most && !task.IsCompleted; step++)
        {
            Timer? next;
            lock (_lock) next = _timers.OrderBy(timer => timer.Due).ThenBy(timer => timer.Number).FirstOrDefault();
            if (next is null)
            {
                await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1), System));
                continue;
            }

            lock (_lock) _timers.Remove(next);
            if (next.Due > Now) Now = next.Due;
            next.Fire();
        }

        await task;
    }

    private sealed class Timer(PumpedTime time, TimerCallback callback, object? state, long number) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public long Number { get; } = number;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = time.Now + dueTime;
                time._timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
