namespace Penumbra.Operator.Hosting;

/// <summary>
/// Gives memory back to the machine: the first lists leave several times as much as is kept of them, and afterwards so little is allocated that the collector would never have occasion to.
/// </summary>
public static class MemoryReturn
{
    private const long Worthwhile = 32L * 1024 * 1024;

    // By then what the first lists led to has been decided.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(15);

    // A collection of everything stops the process for a moment, about a tenth of a second at a thousand launches: seldom, and only where much is to be had.
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="isReady">Whether the first lists have been read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(Func<bool> isReady, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var isFirst = true; !cancellationToken.IsCancellationRequested; isFirst &= !isReady())
        {
            await Task.Delay(isFirst ? Settled : Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellationToken.IsCancellationRequested && isReady() && IsWorthwhile()) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private static bool IsWorthwhile() => GC.GetGCMemoryInfo(GCKind.Any) is var last && last.TotalCommittedBytes - (last.HeapSizeBytes - last.FragmentedBytes) > Worthwhile;
}
