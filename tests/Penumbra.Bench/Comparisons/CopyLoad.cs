using System.Collections.Concurrent;

namespace Penumbra.Bench.Comparisons;

/// <summary>Clients that each keep a copy under way, always of another order. The server answers a copy before it compares it: what became of it tell the two sides, which are the bench's own.</summary>
/// <param name="clients">How many.</param>
public sealed class CopyLoad(int clients) : IDisposable
{
    // A copy that was taken is asked of a side at once; one that was refused of nobody.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly ConcurrentDictionary<long, Copy> _open = new();
    private long _last;

    /// <summary>A side is asked for an order.</summary>
    public void Asked(long order)
    {
        if (_open.TryGetValue(order, out var copy)) copy.Taken.TrySetResult();
    }

    /// <summary>A side has answered: with the second answer the comparison is as good as done.</summary>
    public void Answered(long order)
    {
        if (_open.TryGetValue(order, out var copy) && Interlocked.Increment(ref copy.Answers) == 2) copy.Done.TrySetResult();
    }

    /// <summary>Sends for as long as something else is done.</summary>
    /// <param name="traffic">Where the server takes copies.</param>
    /// <param name="meanwhile">What else.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Uri traffic, Func<Task> meanwhile, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var all = Enumerable.Range(0, clients).Select(_ => Task.Run(() => ClientAsync(traffic, over.Token), cancellationToken)).ToList();
        var done = meanwhile();
        // A client that fails ends it at once.
        await await Task.WhenAny([done, .. all]);
        await over.CancelAsync();
        await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task ClientAsync(Uri traffic, CancellationToken cancellationToken)
    {
        while (true)
        {
            var order = Interlocked.Increment(ref _last);
            var copy = _open[order] = new Copy();
            using (var answer = await _http.GetAsync(new Uri(traffic, $"/orders/{order}"), cancellationToken)) answer.EnsureSuccessStatusCode();
            if (await IsInTimeAsync(copy.Taken.Task, Patience, cancellationToken)) await IsInTimeAsync(copy.Done.Task, Longest, cancellationToken);
            _open.TryRemove(order, out _);
        }
    }

    private static async Task<bool> IsInTimeAsync(Task task, TimeSpan patience, CancellationToken cancellationToken)
    {
        await task.WaitAsync(patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    private sealed class Copy
    {
        public int Answers;

        public TaskCompletionSource Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
