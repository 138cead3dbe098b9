namespace Penumbra.Databases.Tests.Postgres.Simulated;

/// <summary>A clock on which every wait is over at once, and has taken its time.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Runs after each wait.</summary>
    public Func<int, Task>? AfterWait { get; set; }

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        _now += dueTime;
        AfterWait?.Invoke(Waits.Count).GetAwaiter().GetResult();
        callback(state);
        return new Nothing();
    }

    private sealed class Nothing : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
