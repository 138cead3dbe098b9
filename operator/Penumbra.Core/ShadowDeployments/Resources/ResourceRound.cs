using System.Globalization;
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
        var memory = seen.Memory.Resources.Attempt == attempt ? seen.Memory.Resources
            : new ResourceMemory { Attempt = attempt, History = ResourceText.Read(seen.Status.Resources?.Kept ?? "") ?? ResourceHistory.Empty };
        if (seen.Status.Mirror is not { IsCopying: true } mirror || mirror.Sample != spec.Sample || seen.Mirrors.All(known => known.Sample is null)) return memory with { Base = null };
        var question = ResourceQuestion.Of(asked).Question;
        if (Newest(seen, question, ShadowObjectives.Live) is not { } live || Newest(seen, question, ShadowObjectives.Shadow) is not { } shadow) return memory;
        if ((Trouble(live, "live") ?? Trouble(shadow, "the shadow")) is { } trouble) return memory with { Trouble = trouble };
        if (report is null || seen.Measured is not { } measured || seen.Now - live.At > Latest || (live.At - shadow.At).Duration() > Latest) return memory with { Trouble = null };
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
        memory = memory with { Trouble = Lacking(asked, counters) };
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

    private static (ResourceUnjudged Why, string Message)? Trouble(Reading reading, string side) =>
        reading.Error is { } error ? (ResourceUnjudged.SourceSilent, string.Create(CultureInfo.InvariantCulture, $"the source does not answer for {side}: {error}")) : null;

    private static (ResourceUnjudged Why, string Message)? Lacking(ResourceSpec asked, ResourceCounters counters)
    {
        var usage = ResourceQuestion.Usage(asked.Source);
        foreach (var (side, of) in (ReadOnlySpan<(ResourceCounters.Side, string)>)[(counters.Live, "live"), (counters.Shadow, "the shadow")])
        {
            var name = asked.CpuNoMoreThan is not null && side.Cpu.IsEmpty ? usage.Cpu : asked.MemoryNoMoreThan is not null && side.Memory is null ? usage.Memory : null;
            if (name is not null) return (ResourceUnjudged.SeriesLacking, $"the source {asked.Source} has no series {name} of {of}'s pods{(asked.Source == ResourceSpec.Pods ? "; let them export it, or name a MetricSource that scrapes the kubelet" : "")}");
        }

        return null;
    }
}
