namespace Penumbra.EndToEnd;

/// <summary>
/// A clock that runs so many times as fast as the machine's, timers too, so that what takes ten minutes is over in one. It begins behind it: what an operator by this clock writes down is in nobody's future for as
/// long as a test takes.
/// </summary>
/// <param name="factor">How many times as fast.</param>
public sealed class FastTime(int factor) : TimeProvider
{
    private readonly DateTimeOffset _began = System.GetUtcNow();
    private readonly long _start = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _began - TimeSpan.FromHours(1) + (System.GetElapsedTime(_start) * factor);

    public override long GetTimestamp() => _start + ((System.GetTimestamp() - _start) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Short(dueTime), Short(period));

    private TimeSpan Short(TimeSpan span) => span <= TimeSpan.Zero ? span : span / factor is var real && real < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : real;
}
