namespace Penumbra.Bench.Comparisons;

/// <summary>Whether users of live notice that their requests are compared: blocks of time with copies and without, in random order.</summary>
/// <param name="Requests">Users' requests in all.</param>
/// <param name="Median">Their p50 with copies over that without.</param>
/// <param name="Tail">Their p99.</param>
/// <param name="Copies">Copies sent.</param>
/// <param name="Compared">Comparisons of them.</param>
/// <param name="AddedPerSecond">Requests that were added to live, per second of blocks with copies.</param>
public sealed record UsersRun(int Requests, QuantileRatio Median, QuantileRatio Tail, double Copies, double Compared, double AddedPerSecond)
{
    /// <summary>Requests a second.</summary>
    public const int Rate = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Measures.</summary>
    /// <param name="pairs">So many blocks with copies, and as many without.</param>
    /// <param name="length">How long a block is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<UsersRun> MeasureAsync(int pairs, TimeSpan length, CancellationToken cancellationToken)
    {
        await using var live = await OrdersSide.StartAsync(Takes, null, cancellationToken);
        await using var shadow = await OrdersSide.StartAsync(Takes, null, cancellationToken);
        await using var server = await ComparisonProcess.StartAsync(live.Url, shadow.Url, "", isBesideLive: true, cancellationToken);
        using var users = new Users(live.Url, server.Copies, Rate);
        var random = new Random(20261121);
        var found = new List<(double[] Without, double[] With)>();
        // The first pair is there to warm all up. Both blocks of a pair ask for the same orders, which take the same time.
        var before = await server.ScrapeAsync(cancellationToken);
        for (var pair = 0; pair <= pairs; pair++)
        {
            if (pair == 1) before = await server.ScrapeAsync(cancellationToken);
            var blocks = new double[2][];
            var first = random.Next(2);
            foreach (var block in (int[])[first, 1 - first])
            {
                blocks[block] = await users.BlockAsync(1 + ((long)pair * 1_000_000), length, isCopied: block == 1, cancellationToken);
                await Task.Delay(Pause, cancellationToken);
            }

            if (pair > 0) found.Add((blocks[0], blocks[1]));
        }

        var after = await server.ScrapeAsync(cancellationToken);
        double Grown(string name) => after.Sum(name) - before.Sum(name);
        return new UsersRun(
            found.Sum(pair => pair.Without.Length + pair.With.Length), QuantileRatio.Of(found, 0.5), QuantileRatio.Of(found, 0.99), Grown("penumbra_comparison_seen_total"), Grown("penumbra_comparison_compared_total"),
            Grown("penumbra_comparison_live_requests_total") / (pairs * length.TotalSeconds));
    }

    // As a service with a database may: 3.4 ms, and an exponential tail of 1 ms.
    private static TimeSpan Takes(long order) => TimeSpan.FromMilliseconds(3.4 - Math.Log(1 - new Random((int)order).NextDouble()));
}
