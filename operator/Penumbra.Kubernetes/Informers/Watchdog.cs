namespace Penumbra.Kubernetes.Informers;

/// <summary>
/// Ends a connection that has been silent or alive for too long, by the monotonic clock: a half-open connection never ends by itself.
/// One timer, set again only when it fires, so that touching it costs nothing.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private readonly TimeSpan _silence;
    private readonly long _started;
    private readonly CancellationTokenSource _ended;
    private readonly ITimer _timer;
    private long _touched;

    /// <summary>Starts watching.</summary>
    public Watchdog(TimeProvider time, TimeSpan lifetime, TimeSpan silence, CancellationToken cancellationToken)
    {
        _time = time;
        _lifetime = lifetime;
        _silence = silence;
        _started = _touched = time.GetTimestamp();
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = time.CreateTimer(static state => ((Watchdog)state!).Look(), this, Shorter(lifetime, silence), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the connection is to end.</summary>
    public CancellationToken Token => _ended.Token;

    /// <summary>Since the start.</summary>
    public TimeSpan Age => _time.GetElapsedTime(_started);

    /// <summary>Something was heard.</summary>
    public void Touch() => _touched = _time.GetTimestamp();

    /// <summary>Ends the connection now.</summary>
    public void End() => _ended.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _ended.Dispose();
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private void Look()
    {
        var rest = Shorter(_lifetime - Age, _silence - _time.GetElapsedTime(_touched));
        if (rest > TimeSpan.Zero)
        {
            _timer.Change(rest, Timeout.InfiniteTimeSpan);
            return;
        }

        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection ended by itself at the same moment.
        }
    }
}
