using System.Diagnostics;

namespace Penumbra.Bench.Comparisons;

/// <summary>Users of live at a steady rate. In a block of time their requests are copied to the comparison server, as a gateway would, or they are not.</summary>
/// <param name="live">Where they are served.</param>
/// <param name="copies">Where copies are taken.</param>
/// <param name="rate">Requests a second.</param>
public sealed class Users(Uri live, Uri copies, int rate) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    /// <summary>How long each request of a block took, in milliseconds: sent to read.</summary>
    /// <param name="first">The number of its first order; the next ones follow.</param>
    /// <param name="length">How long the block is.</param>
    /// <param name="isCopied">Whether the requests are copied.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<double[]> BlockAsync(long first, TimeSpan length, bool isCopied, CancellationToken cancellationToken)
    {
        var (users, sent) = (new List<Task<double>>(), new List<Task>());
        var count = (int)(length.TotalSeconds * rate);
        var clock = Stopwatch.StartNew();
        while (users.Count < count)
        {
            for (var due = Math.Min(count, (int)(clock.Elapsed.TotalSeconds * rate) + 1); users.Count < due;)
            {
                var order = first + users.Count;
                users.Add(AskAsync(new Uri(live, $"/orders/{order}"), cancellationToken));
                if (isCopied) sent.Add(AskAsync(new Uri(copies, $"/orders/{order}"), cancellationToken));
            }

            await Task.Delay(1, cancellationToken);
        }

        await Task.WhenAll(sent);
        return await Task.WhenAll(users);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<double> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        var from = Stopwatch.GetTimestamp();
        using var answer = await _http.GetAsync(url, cancellationToken);
        var took = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        answer.EnsureSuccessStatusCode();
        return took;
    }
}
