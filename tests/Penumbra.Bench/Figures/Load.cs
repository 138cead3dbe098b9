using System.Diagnostics;
using Penumbra.Bench.Reports;

namespace Penumbra.Bench.Figures;

/// <summary>Clients of a gateway, each with one request at a time.</summary>
public sealed class Load(Uri gateway, string host) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Sends for as long as something else is done.</summary>
    public async Task<LoadResult> RunAsync(int clients, Func<CancellationToken, Task> meanwhile, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var isOver = false;
        var tallies = Enumerable.Range(0, clients).Select(_ => Task.Run(() => ClientAsync(() => Volatile.Read(ref isOver)), cancellationToken)).ToList();
        await meanwhile(cancellationToken);
        Volatile.Write(ref isOver, true);
        var all = await Task.WhenAll(tallies);
        var times = all.SelectMany(tally => tally.Times).Order().ToList();
        return new LoadResult(times.Count, all.Sum(tally => tally.Failed), all.Sum(tally => tally.FromSecond), clock.Elapsed.TotalSeconds, Numbers.Quantile(times, 0.5), Numbers.Quantile(times, 0.99));
    }

    /// <summary>Whether one request is answered.</summary>
    public async Task<bool> TryAsync() => (await SendAsync()).Succeeded;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<(List<double> Times, int Failed, int FromSecond)> ClientAsync(Func<bool> isOver)
    {
        var (times, failed, second) = (new List<double>(), 0, 0);
        while (!isOver())
        {
            var from = Stopwatch.GetTimestamp();
            var (succeeded, isSecond) = await SendAsync();
            if (succeeded) times.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            else failed++;
            if (isSecond) second++;
        }

        return (times, failed, second);
    }

    private async Task<(bool Succeeded, bool IsSecond)> SendAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = host;
        try
        {
            using var response = await _http.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            return (response.IsSuccessStatusCode, response.Headers.TryGetValues("X-Version", out var version) && version.First() == "2");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return (false, false);
        }
    }
}
