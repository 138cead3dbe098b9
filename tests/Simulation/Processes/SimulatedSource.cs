using System.Globalization;
using Penumbra.Core.Objectives;
using Penumbra.Kubernetes.Time;
using Penumbra.Metrics;
using Penumbra.Simulation.Cluster;

namespace Penumbra.Simulation.Processes;

/// <summary>Counters of the revisions, as a source would give them: raw, with a little delay, and wrong in the ways that the story or a fault says.</summary>
/// <param name="cluster">The world.</param>
/// <param name="clock">The process's clock.</param>
public sealed class SimulatedSource(SimulatedCluster cluster, TimeProvider clock) : IMetricSource
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reading>> ReadAsync(IReadOnlyList<MeasureRequest> requests, CancellationToken cancellationToken)
    {
        var mode = cluster.NextEvaluation();
        await clock.WaitAsync(mode == SourceMode.Slow ? Slow : Usual, cancellationToken);
        return [.. requests.Select((request, index) => mode == SourceMode.ServerError && index % 2 == 0 ? Reading.NoAnswer(clock.GetUtcNow(), "the source answered 503") : Answer(request, mode))];
    }

    private Reading Answer(MeasureRequest request, SourceMode mode)
    {
        var now = clock.GetUtcNow();
        if (mode == SourceMode.Silent) return Reading.NoAnswer(now, "connection refused");
        if (mode == SourceMode.Empty) return new Reading { At = now };
        var counted = request.Pods is { } pods ? cluster.Comparison.CountedOf([.. pods.Select(pod => pod.Metadata.Uid)], mode == SourceMode.Stale)
            : cluster.Users.Counted(request.Namespace, request.Launch, request.Revision, mode == SourceMode.Stale);
        IReadOnlyList<SeriesSample> series = request.Indicator switch
        {
            Indicator.Ratio => [.. counted.SelectMany(pod => new[] { new SeriesSample($"{pod.Pod}/total", SeriesRole.Total, pod.Total, Pod: pod.Pod), new SeriesSample($"{pod.Pod}/bad", SeriesRole.Bad, pod.Bad, Pod: pod.Pod) })],
            Indicator.Quantile => [.. counted.SelectMany(pod => Buckets(pod.Pod, pod.Total, pod.Slow))],
            Indicator.Usage => [.. counted.SelectMany(pod => new[] { new SeriesSample($"{pod.Pod}/cpu", SeriesRole.Cpu, pod.Cpu, Pod: pod.Pod), new SeriesSample($"{pod.Pod}/memory", SeriesRole.Memory, pod.Memory, Pod: pod.Pod) })],
            _ => [new SeriesSample("value", SeriesRole.Value, counted.Sum(pod => pod.Total) == 0 ? 0 : (double)counted.Sum(pod => pod.Bad) / counted.Sum(pod => pod.Total))],
        };

        // The adapters that come with it read no such value; the judge must not count it either, whoever asks the next kind of source.
        if (mode == SourceMode.NotANumber) series = [.. series.Select(sample => sample with { Value = double.NaN })];
        return new Reading { At = now, Series = [.. series.OrderBy(sample => sample.Series, StringComparer.Ordinal)] };
    }

    // Fast requests take less than a tenth of a second, slow ones more than one.
    private static IEnumerable<SeriesSample> Buckets(string pod, long total, long slow)
    {
        foreach (var (bound, count) in new[] { (0.1, total - slow), (0.25, total - slow), (1.0, total - slow), (double.PositiveInfinity, total) })
            yield return new SeriesSample(string.Create(CultureInfo.InvariantCulture, $"{pod}/le={bound}"), SeriesRole.Bucket, count, bound, pod);
    }
}
