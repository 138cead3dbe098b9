using System.Diagnostics;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Bench.Comparisons;

/// <summary>What a comparison server carries with as many copies under way as it takes.</summary>
/// <param name="Seconds">How long was measured.</param>
/// <param name="Compared">Comparisons.</param>
/// <param name="Mismatched">Comparisons that count as different; the sides differ in noise only.</param>
/// <param name="ProcessorSeconds">Processor time of the server's process.</param>
/// <param name="InFlight">Copies under way, the mean of a look every second.</param>
/// <param name="Peak">VmHWM, in bytes.</param>
/// <param name="NotCompared">What was not compared, by reason.</param>
public sealed record ThroughputRun(double Seconds, double Compared, double Mismatched, double ProcessorSeconds, double InFlight, long Peak, SortedDictionary<string, double> NotCompared)
{
    /// <summary>How many copies the server takes at once.</summary>
    public const int Places = 64;

    /// <summary>How many clients fill them: more, as a client that was refused waits a little, and a next copy takes its way.</summary>
    public const int Clients = 80;

    /// <summary>Measures.</summary>
    public static async Task<ThroughputRun> MeasureAsync(TimeSpan warming, TimeSpan time, CancellationToken cancellationToken)
    {
        using var load = new CopyLoad(Clients);
        await using var live = await OrdersSide.StartAsync(null, load, cancellationToken);
        await using var shadow = await OrdersSide.StartAsync(null, load, cancellationToken);
        await using var server = await ComparisonProcess.StartAsync(live.Url, shadow.Url, $"maxInFlight: {Places}, maxLiveRps: 10000", isBesideLive: false, cancellationToken);
        ThroughputRun? found = null;
        await load.RunAsync(server.Copies, async () =>
        {
            await Task.Delay(warming, cancellationToken);
            var (before, processor, from) = (await server.ScrapeAsync(cancellationToken), server.Child.Processor(), Stopwatch.GetTimestamp());
            var (after, underWay) = (before, new List<double>());
            do
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                after = await server.ScrapeAsync(cancellationToken);
                underWay.Add(after.Sum("penumbra_comparison_in_flight"));
            }
            while (Stopwatch.GetElapsedTime(from) < time);

            double Grown(string name, string label = "") => after.Sum(name, label) - before.Sum(name, label);
            found = new ThroughputRun(
                Stopwatch.GetElapsedTime(from).TotalSeconds, Grown("penumbra_comparison_compared_total"), after.Sum("penumbra_comparison_mismatched"),
                (server.Child.Processor() - processor).TotalSeconds, underWay.Average(), server.Child.Memory().Peak,
                new(Enum.GetNames<NotCompared>().ToDictionary(reason => reason, reason => Grown("penumbra_comparison_not_compared_total", $"reason=\"{reason}\"")), StringComparer.Ordinal));
        }, cancellationToken);
        return found!;
    }
}
