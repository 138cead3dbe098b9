using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Processes;

/// <summary>The clock of one process: its wall clock may be wrong, it may get no turn for a while, and it stops for ever when the process is killed.</summary>
/// <param name="time">The time of the world.</param>
public sealed class ProcessClock(SimulatedTime time) : TimeProvider
{
    private readonly Queue<Action> _missed = new();
    private bool _dead;
    private bool _paused;

    /// <summary>How wrong this process's wall clock is.</summary>
    public TimeSpan WallClockShift { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + WallClockShift;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(_ => Enter(() => callback(state)), null, dueTime, period);

    /// <summary>Whether the process gets no turn now.</summary>
    public bool IsPaused => _paused;

    /// <summary>Lets something from outside reach the process: now, when it has its turn again, or never.</summary>
    public void Enter(Action action)
    {
        if (_dead) return;
        if (_paused) _missed.Enqueue(action);
        else action();
    }

    /// <summary>Nothing reaches the process from now on.</summary>
    public void Kill()
    {
        _dead = true;
        _missed.Clear();
    }

    /// <summary>The process gets no turn until <see cref="Resume"/>: a suspended machine, a long garbage collection.</summary>
    public void Pause() => _paused = true;

    /// <summary>Everything that waited happens now, in its order.</summary>
    public void Resume()
    {
        _paused = false;
        while (!_dead && !_paused && _missed.TryDequeue(out var action)) action();
    }
}
