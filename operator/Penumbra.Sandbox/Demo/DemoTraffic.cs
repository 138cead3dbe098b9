using System.Collections.Concurrent;
using System.Diagnostics;

namespace Penumbra.Sandbox.Demo;

/// <summary>Users: real HTTP requests through the gateway at a steady rate, some of them pilots, each with its outcome noted.</summary>
/// <param name="gateway">The gateway.</param>
/// <param name="host">The Host header.</param>
/// <param name="rate">Requests per second.</param>
/// <param name="pilotsEvery">Every so many-th user is a pilot.</param>
/// <param name="slow">From when on a request counts as slow.</param>
public sealed class DemoTraffic(Uri gateway, string host, int rate, int pilotsEvery, TimeSpan slow) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256, UseProxy = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) }) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentDictionary<string, ReleaseTally> _tallies = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _complaints = new();
    private long _sent;
    private long _lost;

    /// <summary>Requests sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Requests that failed without any release having answered: those would be our fault.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>The first few of the lost ones, for people.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints.Take(5)];

    /// <summary>What each version did.</summary>
    public IReadOnlyDictionary<string, ReleaseTally> Tallies => new SortedDictionary<string, ReleaseTally>(_tallies, StringComparer.Ordinal);

    /// <summary>Sends until cancelled, then waits for the answers.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var open = new ConcurrentDictionary<long, Task>();
        long number = 0;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                for (; number < clock.Elapsed.TotalSeconds * rate; number++)
                {
                    var id = number;
                    var task = SendAsync(id);
                    open[id] = task;
                    _ = task.ContinueWith(_ => open.TryRemove(id, out Task? _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                }

                await Task.Delay(5, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The story is told.
        }

        await Task.WhenAll(open.Values);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task SendAsync(long number)
    {
        Interlocked.Increment(ref _sent);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/cart/{number % 97}");
        request.Headers.Host = host;
        if (number % pilotsEvery == 0) request.Headers.Add("X-Pilot", "true");
        var clock = Stopwatch.StartNew();
        try
        {
            using var response = await _http.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            if (response.Headers.TryGetValues("X-Version", out var version)) Note(version.First(), (int)response.StatusCode >= 500, clock.Elapsed);
            else Complain($"{(int)response.StatusCode} without a release");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            Complain(exception.Message);
        }
    }

    private void Note(string version, bool failed, TimeSpan elapsed)
    {
        var now = DateTimeOffset.UtcNow;
        var bad = failed || elapsed > slow;
        _tallies.AddOrUpdate(
            version,
            key => Add(new ReleaseTally(key), failed, elapsed > slow, bad, now),
            (_, tally) => Add(tally, failed, elapsed > slow, bad, now));
    }

    private static ReleaseTally Add(ReleaseTally tally, bool failed, bool late, bool bad, DateTimeOffset now) => tally with
    {
        Requests = tally.Requests + 1,
        Failed = tally.Failed + (failed ? 1 : 0),
        Slow = tally.Slow + (late ? 1 : 0),
        FirstBad = bad ? tally.FirstBad ?? now : tally.FirstBad,
        Last = now,
    };

    private void Complain(string what)
    {
        Interlocked.Increment(ref _lost);
        _complaints.Enqueue(what);
    }
}
