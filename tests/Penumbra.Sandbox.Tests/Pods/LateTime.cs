namespace Penumbra.Sandbox.Tests.Pods;

/// <summary>
/// The real clock, but timers of one length fire at the very moment that they are disposed of: before the disposal has ended if it is awaited, after it if not,
/// as a real timer's callback does that has begun on another thread.
/// </summary>
internal sealed class LateTime(TimeSpan late) : TimeProvider
{
    private readonly List<Action> _begun = [];

    public TimeSpan Late => late;

    public int Fired { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        dueTime == late ? new LateTimer(this, () => callback(state)) : System.CreateTimer(callback, state, dueTime, period);

    public void FireTheRest()
    {
        foreach (var callback in _begun) Fire(callback);
    }

    private void Fire(Action callback)
    {
        Fired++;
        callback();
    }

    private sealed class LateTimer(LateTime time, Action callback) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => time._begun.Add(callback);

        public ValueTask DisposeAsync()
        {
            time.Fire(callback);
            return ValueTask.CompletedTask;
        }
    }
}
