namespace Penumbra.Kubernetes.Client;

/// <summary>The caller's cancellation together with a time-out of our own on the given clock.</summary>
internal sealed class RequestDeadline : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;

    /// <summary>Starts the clock.</summary>
    public RequestDeadline(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        _timeout = new CancellationTokenSource(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token);
    }

    /// <summary>Cancelled by the caller or by the time-out.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>From now on only the caller ends the request.</summary>
    public void Lift() => _timeout.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
