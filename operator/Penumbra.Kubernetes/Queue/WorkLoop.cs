using Microsoft.Extensions.Logging;
using Penumbra.Kubernetes.Client;
using Penumbra.Kubernetes.Telemetry;

namespace Penumbra.Kubernetes.Queue;

/// <summary>
/// Takes keys and passes over them, several at once. A pass that fails, throws or hangs comes again after a growing wait; no key is ever dropped.
/// </summary>
/// <typeparam name="TKey">The queue's key.</typeparam>
/// <param name="queue">Where keys come from.</param>
/// <param name="pass">One pass.</param>
/// <param name="time">The clock.</param>
/// <param name="metrics">Counts outcomes.</param>
/// <param name="logger">Hears of failures.</param>
/// <param name="passLimit">After how long a pass is cancelled; 60 s when null.</param>
public sealed class WorkLoop<TKey>(
    WorkQueue<TKey> queue, Func<TKey, CancellationToken, Task<PassResult>> pass, TimeProvider time, KubernetesMetrics metrics, ILogger logger,
    TimeSpan? passLimit = null)
    where TKey : notnull
{
    private readonly TimeSpan _limit = passLimit ?? TimeSpan.FromSeconds(60);

    /// <summary>
    /// Works until cancelled or until the queue is shut; passes under way are cancelled and awaited, and rests of passes that still wait are dropped, as by a crash.
    /// </summary>
    /// <param name="concurrency">How many passes at once.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task RunAsync(int concurrency, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => WorkAsync(cancellationToken)).ToArray());
        queue.ForgetRests();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await queue.GetAsync(cancellationToken) is { } item)
            {
                Func<CancellationToken, Task<PassResult>>? rest = null;
                try
                {
                    rest = await PassAsync(item, cancellationToken);
                }
                finally
                {
                    if (rest is null) queue.Done(item.Key);
                    else queue.AddRest(item.Key, rest);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    // The answer is what is left to do, or null.
    private async Task<Func<CancellationToken, Task<PassResult>>?> PassAsync(WorkItem<TKey> item, CancellationToken cancellationToken)
    {
        var key = item.Key;
        using var deadline = new RequestDeadline(_limit, time, cancellationToken);
        try
        {
            var result = await (item.Rest is { } rest ? rest(deadline.Token) : pass(key, deadline.Token));
            if (result.Rest is not null) return result.Rest;
            Settle(key, result);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested)
        {
            logger.LogError("The pass over {Key} in {Queue} was cancelled after {Limit}", key, queue.Name, _limit);
            metrics.Pass(queue.Name, "hanging");
            queue.AddFailed(key);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "The pass over {Key} in {Queue} failed: this is a bug", key, queue.Name);
            metrics.Pass(queue.Name, "bug");
            queue.AddFailed(key);
        }

        return null;
    }

    private void Settle(TKey key, PassResult result)
    {
        if (result.Failure is { } failure)
        {
            // Conflicts are no alarm: somebody else was faster.
            var level = failure.Kind switch { ErrorKind.Conflict => LogLevel.Debug, ErrorKind.Bug => LogLevel.Error, _ => LogLevel.Warning };
            logger.Log(level, "The pass over {Key} in {Queue} comes again: {Kind} {Code} {Reason}: {Message}", key, queue.Name, failure.Kind, failure.Code, failure.Reason, failure.Message);
            metrics.Pass(queue.Name, failure.Kind.ToString().ToLowerInvariant());
            queue.AddFailed(key, failure.RetryAfter);
            return;
        }

        metrics.Pass(queue.Name, result.IsTooEarly ? "early" : "done");
        if (!result.IsTooEarly) queue.Forget(key);
        if (result.ReconsiderAfter is { } after) queue.AddAfter(key, after);
    }
}
