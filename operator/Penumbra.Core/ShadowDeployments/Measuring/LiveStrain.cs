using System.Collections.Immutable;
using System.Globalization;
using MathNet.Numerics;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Policies;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Measuring;

/// <summary>
/// Whether live suffers while it is asked more than users ask. Live is compared with itself: the share of its bad or slow events in the last five minutes of copying with that of the hour before, in
/// which nothing was copied, or the little of the trial. After a pause the pause is that hour, so that an evening which is worse by itself does not hold the comparison up for ever.
/// </summary>
public static class LiveStrain
{
    /// <summary>How many times as often as before live may fail: less is not worth a pause.</summary>
    private const double Tolerated = 1.1;

    // A wrong pause costs ten minutes: one in a month of looking every five minutes is cheap, and bursts make more of them.
    private const double Chance = 1e-4;

    private static readonly TimeSpan Before = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(5);

    /// <summary>How long nothing is copied once live suffers.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Begins a pause where live suffers. It forgets what was before: the next comparison is with the pause.</summary>
    /// <param name="spec">What is asked.</param>
    /// <param name="strain">What is remembered, this pass included.</param>
    /// <param name="now">The present.</param>
    public static StrainMemory Look(ShadowSpec spec, StrainMemory strain, DateTimeOffset now)
    {
        // By metrics alone nothing is asked of live.
        if (spec.MetricsOnly || Holding(strain, now) is not null || !IsAsked(spec, strain.Share) || Found(strain) is not { } found) return strain;
        return strain with { Alone = strain.Alone.Clear(), Asked = strain.Asked.Clear(), Pause = ($"{found}; nothing is copied for {Span.Format(Pause)}", now + Pause) };
    }

    /// <summary>The pause that lasts, and until when; null when none does.</summary>
    /// <param name="strain">What is remembered.</param>
    /// <param name="now">The present.</param>
    public static (string Message, DateTimeOffset Until)? Holding(StrainMemory strain, DateTimeOffset now) => strain.Pause is { } pause && pause.Until > now ? pause : null;

    /// <summary>What is to be remembered with the readings of this pass.</summary>
    /// <param name="spec">What is asked.</param>
    /// <param name="seen">The facts.</param>
    /// <param name="memory">What is remembered of the objectives, these readings included.</param>
    public static StrainMemory Absorb(ShadowSpec spec, ShadowObserved seen, ShadowMemory memory)
    {
        var strain = memory.Strain;
        foreach (var objective in spec.Objectives.Where(known => known.Judge == JudgeKind.Sequential))
        {
            foreach (var reading in seen.Readings.Where(read => read.Objective == objective.Name && read.Question == objective.Question && read.Revision == ShadowObjectives.Live)) strain = Absorb(strain, memory, objective, reading.Reading, strain.Share == memory.Share ? IsAsked(spec, strain.Share) : null);
        }

        if (strain.Share == memory.Share) return strain;
        return strain with { Share = memory.Share, Since = seen.Now, Asked = IsAsked(spec, memory.Share) ? strain.Asked : strain.Asked.Clear() };
    }

    /// <summary>What a process that begins goes on from: how live fared alone, and a pause that began before it.</summary>
    public static StrainMemory Restore(ShadowObserved seen) => StrainMemory.Empty with
    {
        Alone = StrainMemory.Empty.Alone.AddRange(seen.Status.Live.Select(known => KeyValuePair.Create(known.Objective, RecentEvents.None.With(seen.Now, new EventCounts(known.Total, known.Bad, known.Bad), Before)))),
        Pause = seen.Status.Conditions.FirstOrDefault(known => known is { Type: nameof(Reason.LiveUnderStrain), Status: ConditionStatus.True }) is { } told ? (told.Message, told.Since + Pause) : null,
    };

    /// <summary>What is kept for it. It is written with the share that grows, and so before live is asked.</summary>
    public static ImmutableArray<LiveEvents> Kept(StrainMemory strain) => [.. strain.Alone.Select(known => (known.Key, known.Value.Sum)).Select(known => new LiveEvents(known.Key, known.Sum.Total, known.Sum.Bad))];

    // In a sentence; null when it does not suffer more than alone, or nobody can say.
    private static string? Found(StrainMemory strain)
    {
        foreach (var (objective, asked) in strain.Asked)
        {
            if (strain.Alone.GetValueOrDefault(objective) is not { } alone) continue;
            var (with, without) = (asked.Sum, alone.Sum);
            if (with.Total == 0 || without.Total == 0 || Accident(with, without) >= Chance / strain.Asked.Count) continue;
            return string.Create(CultureInfo.InvariantCulture, $"objective {objective} at live: {Percent(with)} of {with.Total:#,0} events are bad while it is asked again, {Percent(without)} of {without.Total:#,0} were without");
        }

        return null;
    }

    /// <summary>
    /// The chance of so many bad events, or more, where live fails <see cref="Tolerated"/> times as often as alone at most: given how many were bad at all, theirs is a binomial number
    /// (Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson series", 1940), and where bad events are not rare its tail is a bound (Hoeffding 1963).
    /// </summary>
    private static double Accident(EventCounts with, EventCounts without)
    {
        if (with.Bad == 0) return 1;
        var weighted = Tolerated * with.Total;
        return SpecialFunctions.BetaRegularized(with.Bad, without.Bad + 1, weighted / (weighted + without.Total));
    }

    private static StrainMemory Absorb(StrainMemory strain, ShadowMemory memory, Objective objective, Reading reading, bool? isAsked)
    {
        var counter = strain.Counted.GetValueOrDefault(objective.Name) ?? PodCounter.Empty;
        if (memory.Objectives.GetValueOrDefault(objective.Name)?.Sequential?.LimitOf(objective) is not { } limit || counter.Absorb(objective, limit, reading, newPodsBeganAtZero: false) is not { } read) return strain;
        strain = strain with { Counted = strain.Counted.SetItem(objective.Name, read.Next) };

        // Neither the first reading nor one in whose time the share changed.
        if (counter.At is not { } from || from < strain.Since || isAsked is not { } asked) return strain;
        return asked
            ? strain with { Asked = With(strain.Asked, objective.Name, reading.At, read.Events, Lately) }
            : strain with { Alone = With(strain.Alone, objective.Name, reading.At, read.Events, Before) };
    }

    // The trial share adds so little that it shows how live fares alone: where everything starts at once there is nothing before it.
    private static bool IsAsked(ShadowSpec spec, string share) => share.Length > 0 && Share.Parse(share) != Copying.TrialOf(spec.Sample);

    private static ImmutableSortedDictionary<string, RecentEvents> With(ImmutableSortedDictionary<string, RecentEvents> events, string objective, DateTimeOffset at, EventCounts more, TimeSpan span) =>
        events.SetItem(objective, (events.GetValueOrDefault(objective) ?? RecentEvents.None).With(at, more, span));

    private static string Percent(EventCounts events) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * events.Bad / events.Total:0.###} %");
}
