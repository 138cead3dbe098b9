using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Measuring;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>Takes what both sides used into the history, once a pass: a point a minute while the whole sample is copied, as only then is known how many requests each side had.</summary>
public static class ResourceRound
{
    // Readings come once a minute, or with the objectives' every ten seconds.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(55);

    // Requests are counted when the pass looks: a reading that waited for it belongs to other counts.
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(5);

    /// <summary>What is to be remembered now.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="seen">The facts.</param>
    /// <param name="report">What the server says of the present subject; null when nothing.</param>
    /// <param name="attempt">What the memory belongs to; empty where nothing is measured.</param>
    public static ResourceMemory Absorb(ShadowSpec spec, ShadowObserved seen, ComparisonReport? report, string attempt)
    {
        if (spec.Resources is not { } asked || attempt.Length == 0) return ResourceMemory.Empty;
        var memory = seen.Memory.Resources.Attempt == attempt ? seen.Memory.Resources : new ResourceMemory { Attempt = attempt };
        var kept = seen.Status.Resources?.Kept ?? "";

        // At the start, or what the API server that it began with had not seen yet. The few minutes measured meanwhile are given up for the others.
        if (memory.Known.IsForeign(kept) && ResourceText.Read(kept) is { } history) memory = memory with { History = history, Known = memory.Known.With(kept) };
        var question = ResourceQuestion.Of(asked);
        var (live, shadow) = (Newest(seen, question.Question, ShadowObjectives.Live), Newest(seen, question.Question, ShadowObjectives.Shadow));

        // Before the first pod is ready there is nothing that could be lacking.
        if (live is not null && shadow is not null && seen.Measured is { Live: > 0, Shadow: > 0 } pods)
            memory = memory with { Trouble = Trouble(asked, live, "live", pods.Live) ?? Trouble(asked, shadow, "the shadow", pods.Shadow) };
        if (seen.Status.Mirror is not { IsCopying: true } mirror || mirror.Sample != spec.Sample || seen.Mirrors.All(known => known.Sample is null)) return memory with { Base = null };
        if (live is null || shadow is null || memory.Trouble is { Why: ResourceUnjudged.SourceSilent } || report is null || seen.Measured is not { } measured) return memory;
        if (IsPartial(live, measured.Live) || IsPartial(shadow, measured.Shadow)) return memory;
        if (seen.Now - live.At > Latest || (live.At - shadow.At).Duration() > Latest) return memory;
        var counters = new ResourceCounters
        {
            At = live.At,
            Copying = (mirror.Sample, mirror.Since),
            Instance = report.Instance,
            Seen = spec.MetricsOnly ? 0 : report.Seen,
            AskedLive = report.AskedLive,
            AskedShadow = report.AskedShadow,
            Live = ResourceCounters.Side.Of(live, measured.Live),
            Shadow = ResourceCounters.Side.Of(shadow, measured.Shadow),
        };
        if (memory.Base is not { } before) return memory with { Base = counters };
        if (counters.At - before.At < Shortest) return memory;
        return memory with { Base = counters, History = ResourceCounters.Between(before, counters) is { } point ? memory.History.With(point) : memory.History };
    }

    /// <summary>What else decides whether usage can be compared.</summary>
    public static ResourceSituation Situation(ShadowSpec spec, ShadowObserved seen, ComparisonReport? report, ResourceMemory memory) => new()
    {
        IsUncounted = spec.MetricsOnly, Elsewhere = seen.Elsewhere, Excluded = report is null ? 0 : Excluded(report.Evidence), Trouble = memory.Trouble,
    };

    private static double Excluded(ShadowEvidence evidence)
    {
        var without = evidence.NotCompared.GetValueOrDefault(NotCompared.MethodExcluded) + evidence.NotCompared.GetValueOrDefault(NotCompared.PathExcluded);
        return without == 0 ? 0 : without / (double)(evidence.NotCompared.Values.Sum() + evidence.Endpoints.Values.Sum(endpoint => endpoint.Counts().Compared));
    }

    private static Reading? Newest(ShadowObserved seen, string question, string side) =>
        seen.Readings.LastOrDefault(reading => reading.Objective == ResourceQuestion.Name && reading.Question == question && reading.Revision == side)?.Reading;

    private static (ResourceUnjudged Why, string Message)? Trouble(ResourceSpec asked, Reading reading, string of, int replicas)
    {
        if (reading.Error is { } error) return (ResourceUnjudged.SourceSilent, $"the source {asked.Source} does not answer for {of}: {error}");
        var usage = ResourceQuestion.Usage(asked.Source);
        var name = asked.CpuNoMoreThan is not null && Lacks(reading, SeriesRole.Cpu) ? usage.Cpu : asked.MemoryNoMoreThan is not null && Lacks(reading, SeriesRole.Memory) ? usage.Memory : null;
        if (name is not null)
            return (ResourceUnjudged.SeriesLacking, $"the source {asked.Source} has no series {name} of {of}'s pods{(asked.Source == ResourceSpec.Pods ? "; let them export it, or name a MetricSource that scrapes the kubelet" : "")}");
        return IsPartial(reading, replicas) ? (ResourceUnjudged.SeriesLacking, $"the source {asked.Source} knows some of {of}'s {replicas} ready pods, and not all of them") : null;
    }

    // What some pods used does not belong to the requests of all. Where series do not name their pods it cannot be seen.
    private static bool IsPartial(Reading reading, int replicas) => new[] { SeriesRole.Cpu, SeriesRole.Memory }.Any(role =>
        reading.Series.Where(series => series.Role == role && series.Pod.Length > 0).Select(series => series.Pod).Distinct(StringComparer.Ordinal).Count() is > 0 and var known && known != replicas);

    private static bool Lacks(Reading reading, SeriesRole role) => reading.Series.All(series => series.Role != role);
}
