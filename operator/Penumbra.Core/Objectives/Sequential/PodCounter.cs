using System.Collections.Immutable;
using Penumbra.Core.Common;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// What has been counted of one release. Each series has a mark of its own, so that what happens to one of a pod's, as when one of its containers restarts or a label set vanishes, is no news of
/// the others; the pods' sums are what status keeps. As Prometheus has it, a counter that fell began at zero again. A series that appears in a known pod began at zero, and so did a pod of the
/// candidate that was not there before: its first failures count, which a rate over a window loses. A pod of stable that is seen for the first time may have served for long: its counters only set
/// the marks. A reading that is not newer than the last is dropped, and so is each sample that says when it was taken and is not newer than the last of its series.
/// </summary>
public sealed record PodCounter
{
    /// <summary>Nothing counted yet.</summary>
    public static PodCounter Empty { get; } = new();

    /// <summary>How many pods are kept that are gone: of more, those that went first are forgotten.</summary>
    public const int MostPods = 256;

    /// <summary>The events that were counted already, by <see cref="Key"/> of the pod: all of its series together. A pod that warms up is not among them: whoever goes on from here counts it from its next sample.</summary>
    public ImmutableSortedDictionary<string, EventCounts> Marks { get; init; } = ImmutableSortedDictionary.Create<string, EventCounts>(StringComparer.Ordinal);

    /// <summary>When the last reading was taken; null before the first, which only sets the marks.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether a pod is seen whose warm-up is not over.</summary>
    public bool IsWarmingUp => Read.Keys.Any(pod => !Marks.ContainsKey(pod));

    /// <summary>When an earlier process took its last reading, whose marks these are; null where there was none.</summary>
    public DateTimeOffset? KeptAt { get; init; }

    /// <summary>A pod's name in <see cref="Marks"/>: as it is up to eight characters, else a digest of that length, as status has little room.</summary>
    public static string Key(string pod) => pod.Length <= 8 ? pod : Digest.Of(pod);

    // What this process has read itself. Of a pod that is not in it, but in the marks, an earlier process has counted the sum.
    private ImmutableSortedDictionary<string, PodSeries> Read { get; init; } = ImmutableSortedDictionary.Create<string, PodSeries>(StringComparer.Ordinal);

    /// <summary>Takes a reading in: the events since the last one; null when it says nothing new.</summary>
    /// <param name="objective">What is counted.</param>
    /// <param name="limit">For a histogram: the value above which an event is slow.</param>
    /// <param name="reading">What the source said.</param>
    /// <param name="newPodsBeganAtZero">Whether what a pod has counted when it is first seen came since the last reading: of the candidate's, not of stable's.</param>
    public (PodCounter Next, EventCounts Events)? Absorb(Objective objective, double limit, Reading reading, bool newPodsBeganAtZero)
    {
        if (reading.Error is not null || (At is { } last && reading.At <= last)) return null;
        var marks = Marks.ToBuilder();
        var series = Read.ToBuilder();
        var events = default(EventCounts);
        foreach (var pod in reading.Series.GroupBy(sample => Key(sample.Pod), StringComparer.Ordinal))
        {
            List<SeriesSample> samples = [.. pod];
            if (samples.Any(sample => !double.IsFinite(sample.Value) || sample.Value < 0)) return null;
            if (IsOfThePast(pod.Key, samples)) continue;
            var before = Read.GetValueOrDefault(pod.Key);
            var known = series[pod.Key] = PodSeries.After(before, samples, reading.At, reading.Started.TryGetValue(samples[0].Pod, out var started) ? started : null);
            var warmFrom = WarmUp.EndOf(objective, reading, samples[0].Pod, Marks.ContainsKey(pod.Key), known.FirstAt);
            var isWarm = objective.WarmUp <= TimeSpan.Zero || (Marks.ContainsKey(pod.Key) && (before?.SampledAt ?? KeptAt) >= warmFrom);
            if (At is not null && isWarm) events += Since(objective, limit, pod.Key, samples, newPodsBeganAtZero);
            if (known.SampledAt >= warmFrom) marks[pod.Key] = PodEvents.Of(objective, limit, known.Last);
            else marks.Remove(pod.Key);
        }

        // A pod that goes while it warms up has no mark to keep: if it comes again, it counts from then.
        foreach (var pod in series.Where(known => known.Value.At < reading.At && !marks.ContainsKey(known.Key)).Select(known => known.Key).ToList()) series.Remove(pod);
        var gone = marks.Keys.Where(pod => !series.TryGetValue(pod, out var known) || known.At < reading.At).ToList();
        foreach (var pod in gone.OrderBy(pod => series.GetValueOrDefault(pod)?.At ?? DateTimeOffset.MinValue).Take(gone.Count - MostPods))
        {
            marks.Remove(pod);
            series.Remove(pod);
        }

        return (this with { Marks = marks.ToImmutable(), Read = series.ToImmutable(), At = reading.At }, events);
    }

    // Of a pod that an earlier process has counted, what was taken before its last reading: that one may have known newer ones, of before or after a restart. The next sample will tell.
    private bool IsOfThePast(string pod, List<SeriesSample> samples) => !Read.ContainsKey(pod) && Marks.ContainsKey(pod) && samples.All(sample => sample.At <= KeptAt);

    private EventCounts Since(Objective objective, double limit, string pod, List<SeriesSample> samples, bool newPodsBeganAtZero)
    {
        if (Read.TryGetValue(pod, out var known)) return PodEvents.Of(objective, limit, known.Since(samples));
        var now = PodEvents.Of(objective, limit, samples.Select(sample => (sample, sample.Value)));
        if (!Marks.TryGetValue(pod, out var sum)) return newPodsBeganAtZero ? now : default;

        // A sum that fell, of all events, of bad or of good ones: of several counters nobody can tell which began at zero again, or whether one went. Crashes are counted by themselves.
        return now.HasComeAfter(sum) ? now.Since(sum) : default;
    }
}
