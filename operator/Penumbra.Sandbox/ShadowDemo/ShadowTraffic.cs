using System.Collections.Concurrent;
using System.Diagnostics;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>Users of the demo's service: different requests at a steady rate, each with how long it took.</summary>
/// <param name="gateway">The gateway.</param>
/// <param name="host">The Host header.</param>
/// <param name="rate">Requests a second.</param>
public sealed class ShadowTraffic(Uri gateway, string host, int rate) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256, UseProxy = false }) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentQueue<(DateTimeOffset At, double Milliseconds)> _took = new();
    private long _failed;

    /// <summary>Requests that were not answered with 2xx.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Sends until cancelled, then waits for the answers.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var open = new ConcurrentDictionary<long, Task>();
        try
        {
            for (long number = 0; !cancellationToken.IsCancellationRequested;)
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

    /// <summary>How many requests began in some times, and the latency that one in a hundred of them exceeded, in milliseconds.</summary>
    public (int Requests, double P99) Between(params (DateTimeOffset From, DateTimeOffset To)[] times)
    {
        var took = _took.Where(entry => times.Any(time => entry.At >= time.From && entry.At < time.To)).Select(entry => entry.Milliseconds).Order().ToList();
        return took.Count == 0 ? (0, double.NaN) : (took.Count, took[Math.Min(took.Count - 1, (int)(took.Count * 0.99))]);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // No two alike within a minute: what was compared just now is not compared again. Mixed, as a gateway that copies two of five requests in turn would never copy what comes as every fifth.
    private static string Path(long number) => (int)(((ulong)number * 0x9E3779B97F4A7C15 >> 40) % 20) switch
    {
        < 6 => $"/orders/{100_000 + number}",
        < 11 => $"/customers/{number}",
        < 17 => $"/stock/sku-{number}",
        _ => $"/orders?page={number}",
    };

    private async Task SendAsync(long number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path(number));
        request.Headers.Host = host;
        var (at, clock) = (DateTimeOffset.UtcNow, Stopwatch.StartNew());
        try
        {
            using var response = await _http.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            if (response.IsSuccessStatusCode) _took.Enqueue((at, clock.Elapsed.TotalMilliseconds));
            else Interlocked.Increment(ref _failed);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
