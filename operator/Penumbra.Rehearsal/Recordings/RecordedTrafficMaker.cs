using System.Globalization;
using Penumbra.Core.Objectives;
using Penumbra.Metrics.History;
using Penumbra.Rehearsal.Traffic;

namespace Penumbra.Rehearsal.Recordings;

/// <summary>Makes traffic of a recording, checks the objectives' selectors and buckets against it, and says what does not fit.</summary>
public static class RecordedTrafficMaker
{
    /// <summary>Makes it; null when nothing that was recorded belongs to any objective.</summary>
    /// <param name="recording">What was recorded.</param>
    /// <param name="objectives">The launch's objectives.</param>
    /// <param name="good">How a good release behaves, where nothing was recorded.</param>
    /// <param name="warnings">Takes what does not fit.</param>
    public static ITraffic? Make(Recording recording, IReadOnlyList<Objective> objectives, SteadyBase good, List<string> warnings) =>
        recording.Series.Count > 0 ? OfSeries(recording.Series, objectives, good, warnings) : OfIntervals(recording.Intervals, objectives, good, warnings);

    private static RecordedTraffic OfIntervals(IReadOnlyList<PlainInterval> intervals, IReadOnlyList<Objective> objectives, SteadyBase good, List<string> warnings)
    {
        for (var index = 0; index < objectives.Count; index++)
        {
            if (objectives[index].Indicator is not Indicator.Quantile) continue;
            var bounds = intervals.SelectMany(interval => interval.AtOrBelow?.Keys ?? []).Distinct().Order().ToList();
            if (bounds.Count == 0) warnings.Add($"{Path(index, objectives)} measures latency, and the recorded intervals have no buckets: it is rehearsed as without a recording");
            else Coarse(index, objectives, bounds, warnings);
        }

        var read = intervals.Select(interval => new RecordedInterval(interval.Length, [.. objectives.Select(objective => objective.Indicator switch
        {
            Indicator.Query => null,
            Indicator.Quantile quantile when interval.AtOrBelow is { Count: > 0 } buckets =>
                new ObjectiveRecord(interval.Requests, 0, new RecordedLatency([.. buckets.Keys], [.. buckets.Values], interval.Requests, LatencyShape.UnitOf(quantile.Of))),
            _ => new ObjectiveRecord(interval.Requests, interval.Failures, null),
        })]) ).ToList();
        if (objectives.All(objective => objective.Indicator is Indicator.Query)) read = [.. intervals.Select(interval => new RecordedInterval(interval.Length, [new ObjectiveRecord(interval.Requests, interval.Failures, null), .. objectives.Skip(1).Select(ObjectiveRecord? (_) => null)]))];
        return new RecordedTraffic(read, [.. objectives.Select(_ => 0)], Elsewhere(objectives, good));
    }

    private static RecordedTraffic? OfSeries(IReadOnlyList<RecordedSeries> series, IReadOnlyList<Objective> objectives, SteadyBase good, List<string> warnings)
    {
        var selectors = objectives.Select(objective => ObjectiveSelectors.Of(objective, out _)).ToList();
        var moments = SeriesCount.Moments(selectors.OfType<ObjectiveSelectors>().SelectMany(one => SelectorCheck.Matching(one.All, series)));
        var records = objectives.Select((objective, index) => selectors[index] is { } own ? Records(own, objective, index, objectives, series, moments, warnings) : null).ToList();
        if (moments.Count < 2 || records.TrueForAll(record => record is null)) return null;

        // Objectives that count the same series share their requests; one whose series were not recorded goes by those of the first that were.
        var streams = new int[objectives.Count];
        var keys = new List<string>();
        for (var index = 0; index < objectives.Count; index++)
        {
            if (records[index] is null) continue;
            var key = selectors[index]!.All.ToString();
            if (!keys.Contains(key)) keys.Add(key);
            streams[index] = keys.IndexOf(key);
        }

        var intervals = new List<RecordedInterval>();
        for (var at = 0; at + 1 < moments.Count; at++) intervals.Add(new RecordedInterval(moments[at + 1] - moments[at], [.. records.Select(record => record?[at])]));
        return new RecordedTraffic(intervals, streams, Elsewhere(objectives, good));
    }

    private static ObjectiveRecord[]? Records(
        ObjectiveSelectors own, Objective objective, int index, IReadOnlyList<Objective> objectives, IReadOnlyList<RecordedSeries> series, IReadOnlyList<DateTimeOffset> moments, List<string> warnings)
    {
        var isRatio = own.Bad is not null;
        if (SelectorCheck.Problem(own.All, series) is { } nothing)
        {
            warnings.Add($"{Field(index, isRatio ? "ratio.total" : "quantile.of")} {nothing}; it is rehearsed as without a recording, with the requests of the other objectives");
            return null;
        }

        if (own.Bad is { } bad)
        {
            if (SelectorCheck.Problem(bad, series) is { } none) warnings.Add($"{Field(index, "ratio.bad")} {none}. Either nothing failed, or it is written wrong, and no failure will ever be seen");
            var (all, failed) = (SeriesCount.Between(SelectorCheck.Matching(own.All, series), moments), SeriesCount.Between(SelectorCheck.Matching(bad, series), moments));
            return [.. all.Select((total, at) => new ObjectiveRecord(total, Math.Min(total, failed[at]), null))];
        }

        var buckets = SelectorCheck.Matching(own.All, series).GroupBy(one => Bound(one.Labels.GetValueOrDefault("le", ""))).Where(group => !double.IsNaN(group.Key)).OrderBy(group => group.Key)
            .Select(group => (Bound: group.Key, Counts: SeriesCount.Between(group, moments))).ToList();
        var finite = buckets.Where(bucket => double.IsFinite(bucket.Bound)).ToList();
        if (finite.Count == 0 || finite.Count == buckets.Count)
        {
            warnings.Add($"{Field(index, "quantile.of")} matches no classic histogram: {(finite.Count == 0 ? "it has no finite buckets" : "it has no bucket with le=\"+Inf\"")}; it is rehearsed as without a recording");
            return null;
        }

        Coarse(index, objectives, [.. finite.Select(bucket => bucket.Bound)], warnings);
        var unit = LatencyShape.UnitOf(own.All.Name);
        var everything = buckets[^1].Counts;
        return [.. everything.Select((total, at) => new ObjectiveRecord(total, 0, new RecordedLatency([.. finite.Select(bucket => bucket.Bound)], [.. finite.Select(bucket => Math.Min(total, bucket.Counts[at]))], total, unit)))];
    }

    private static void Coarse(int index, IReadOnlyList<Objective> objectives, List<double> bounds, List<string> warnings)
    {
        if (objectives[index].Bound is not Bound.Max max || bounds.Contains(max.Value)) return;
        var (add, path) = ($"add a bucket with le=\"{N(max.Value)}\"", $"spec.objectives[{N(index)}].max");
        warnings.Add(bounds[^1] < max.Value
            ? $"{path}: BoundOutsideBuckets: {N(max.Value)} is above the largest finite bucket, {N(bounds[^1])}: the operator stalls the launch; {add}"
            : $"{path}: BucketTooCoarse: {N(max.Value)} lies between the buckets {N(bounds.LastOrDefault(bound => bound < max.Value))} and {N(bounds.First(bound => bound > max.Value))}, and answers in between are neither fast nor slow; {add}");
    }

    private static SteadyTraffic Elsewhere(IReadOnlyList<Objective> objectives, SteadyBase good) => new(1, objectives, good);

    private static double Bound(string le) => le is "+Inf" or "Inf" ? double.PositiveInfinity : double.TryParse(le, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : double.NaN;

    private static string Path(int index, IReadOnlyList<Objective> objectives) => $"spec.objectives[{N(index)}] ({objectives[index].Name})";

    private static string Field(int index, string field) => $"spec.objectives[{N(index)}].indicator.{field}";

    private static string N(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
