namespace Penumbra.Databases.Tests.Worker;

/// <summary>A clock that stands still until a test moves it; what waits goes on in the thread that moves it.</summary>
internal sealed class PumpedTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);
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

            // A call's own time-out stands beside work that may have hopped to another thread: it gets real time to end before the clock moves.
            if (next.Wait == CallTimeout && await EndsByItselfAsync(next, task)) continue;
            lock (_lock) _timers.Remove(next);
            if (next.Due > Now) Now = next.Due;
            next.Fire();
        }

        await task;
    }

    private async Task<bool> EndsByItselfAsync(Timer timer, Task task)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            lock (_lock) if (!_timers.Contains(timer)) return true;
            if (task.IsCompleted) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(1), System);
        }

        return false;
    }

    private sealed class Timer(PumpedTime time, TimerCallback callback, object? state, long number) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public long Number { get; } = number;

        public TimeSpan Wait { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                (Wait, Due) = (dueTime, time.Now + dueTime);
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
