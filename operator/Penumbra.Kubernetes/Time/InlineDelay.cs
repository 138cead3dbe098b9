namespace Penumbra.Kubernetes.Time;

/// <summary>
/// Waits that continue on the thread that ends them. <c>Task.Delay</c> does so only when its time comes: when it is cancelled, it goes on in
/// the thread pool, which a single-threaded simulation must not do.
/// </summary>
public static class InlineDelay
{
    /// <summary>Waits; cancellation throws.</summary>
    public static async Task WaitAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (delay <= TimeSpan.Zero) return;
        var done = new TaskCompletionSource();
        // Not disposed asynchronously: that would wait for the very callback in which the wait goes on.
        using var timer = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), done, delay, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        await done.Task;
    }
}
