namespace Penumbra.Kubernetes.Time;

/// <summary>
/// The time of day that a process goes by: the wall clock at its start, carried on by the monotonic clock. When somebody sets the wall clock, this one
/// follows by one second in a thousand at most, so that a jump neither ends a wait early nor makes one endless. It never goes back.
/// </summary>
/// <param name="wall">The clock of the machine: its time of day may jump, its timestamps may not.</param>
public sealed class SteadyTime(TimeProvider wall) : TimeProvider
{
    /// <summary>By how much a second is shortened or lengthened at most while the wall clock is elsewhere.</summary>
    public const double MostSlew = 0.001;

    private readonly Lock _lock = new();
    private long _readAt = wall.GetTimestamp();
    private DateTimeOffset _time = wall.GetUtcNow();

    /// <inheritdoc/>
    public override long TimestampFrequency => wall.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => wall.LocalTimeZone;

    /// <inheritdoc/>
    public override long GetTimestamp() => wall.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => wall.CreateTimer(callback, state, dueTime, period);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            var now = wall.GetTimestamp();
            var elapsed = wall.GetElapsedTime(_readAt, now);
            _readAt = now;
            _time += elapsed;
            var most = elapsed * MostSlew;
            var apart = wall.GetUtcNow() - _time;
            _time += apart > most ? most : apart < -most ? -most : apart;
            return _time;
        }
    }
}
