using System.Globalization;
using Penumbra.Core.Common;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>Says what the sequential judge found.</summary>
public static class SequentialEvaluation
{
    /// <summary>One objective's evaluation.</summary>
    /// <param name="objective">What must hold.</param>
    /// <param name="memory">What has been seen.</param>
    /// <param name="rules">What it is judged by.</param>
    /// <param name="situation">Whose requests the candidate sees.</param>
    /// <param name="settings">The launch's analysis.</param>
    /// <param name="now">The present.</param>
    public static Evaluation Of(Objective objective, ObjectiveMemory memory, SequentialRules rules, Situation situation, AnalysisSettings settings, DateTimeOffset now)
    {
        var sequential = memory.Sequential ?? SequentialMemory.Begin(rules);
        var evidence = sequential.Evidence;
        var evaluation = new Evaluation
        {
            Objective = objective.Name,
            Mode = objective.Mode,
            Judge = JudgeKind.Sequential,
            Verdict = Verdict.Unknown,
            At = memory.ReadAt,
            Since = now,
            Samples = evidence.Seen.Total,
            Needed = rules.Needed,
            Value = Value(objective, memory, evidence),
            Bound = Asked(objective),
            CountsFailures = objective.Indicator is Indicator.Ratio,
        };
        var verdict = SequentialVerdict.Of(evidence, rules, situation);
        if (verdict.Verdict == Verdict.Bad) return evaluation with { Verdict = Verdict.Bad, Note = Blame(evidence, verdict, rules) };
        if (ThresholdJudge.Silence(memory, settings, now) is { } silence) return evaluation with { Why = UnknownWhy.NoAnswer, Note = silence };
        if (Outside(objective, memory) is { } outside) return evaluation with { Why = UnknownWhy.BoundOutsideBuckets, Note = outside };
        if (verdict.Why == UnknownWhy.TooFew && sequential.LimitOf(objective) is null)
        {
            var (why, unknown) = sequential.Unfrozen ?? (UnknownWhy.TooFew, "stable has not been measured yet: it is not known where its quantile lies");
            return evaluation with { Why = why, Note = unknown };
        }

        return evaluation with
        {
            Verdict = verdict.Verdict,
            Why = verdict.Why,
            Note = Note(objective, memory, evidence, verdict, rules),
            ExpectedAt = verdict.Why == UnknownWhy.TooFew && evidence.Rate > 0 && evidence.Seen.Total < rules.Needed
                ? now + TimeSpan.FromSeconds(Math.Ceiling(Math.Min((rules.Needed - evidence.Seen.Total) / evidence.Rate, 86_400 * 365)))
                : null,
        };
    }

    private static string Value(Objective objective, ObjectiveMemory memory, SequentialEvidence evidence)
    {
        if (objective.Indicator is Indicator.Quantile quantile)
            return Histogram.Quantile(Histogram.Merge(memory.Window), memory.Window.Sum(increment => increment.Total), quantile.Q) is { } value ? ThresholdJudge.Number(value) : "";
        return evidence.Seen.Total == 0 ? "" : Good(evidence.Seen);
    }

    private static string Asked(Objective objective) => objective.Bound switch
    {
        Bound.Target target => $">= {ThresholdJudge.Percent(target.GoodShare)}",
        Bound.Max max => $"<= {ThresholdJudge.Number(max.Value)}",
        Bound.NoWorseThanStable than => $"stable + {ThresholdJudge.Percent(than.By)}",
        _ => "",
    };

    private static string Good(EventCounts counts) => ThresholdJudge.Percent(1 - (double)counts.Bad / counts.Total);

    private static string Blame(SequentialEvidence evidence, SequentialVerdict verdict, SequentialRules rules) =>
        evidence.StableSeen.Total > 0 ? $"{Odds(verdict.Weight.Bad)} of {Odds(rules.Threshold)}; stable had {Good(evidence.StableSeen)} meanwhile" : $"{Odds(verdict.Weight.Bad)} of {Odds(rules.Threshold)}";

    private static string Note(Objective objective, ObjectiveMemory memory, SequentialEvidence evidence, SequentialVerdict verdict, SequentialRules rules) => verdict.Why switch
    {
        UnknownWhy.Suspect when verdict.Weight.Largest <= SequentialVerdict.SuspectFrom && SequentialVerdict.Trouble(evidence, rules) is { } latest => $"of the newest {latest.Total} events {latest.Bad} are bad",
        UnknownWhy.Suspect => $"evidence against it: {Odds(verdict.Weight.Largest)}, blamed from {Odds(rules.Threshold)}",
        UnknownWhy.TooFew when evidence.Seen.Total >= rules.Needed => "the step is too young to be judged",
        UnknownWhy.TooFew when memory.Sequential?.Candidate.IsWarmingUp == true => $"what a new pod serves in its first {Span.Format(objective.WarmUp)} is left out",
        UnknownWhy.SharedSuffering => $"stable misses it too ({Good(evidence.StableSeen)}) since the weight rose",
        UnknownWhy.NoControl => "stable has too few requests to compare with",
        UnknownWhy.BetterThanStable => "misses its bound, and is better than stable, which was broken before",
        UnknownWhy.BucketTooCoarse when objective.Bound is Bound.Max max => $"add a bucket with le=\"{ThresholdJudge.Number(max.Value)}\"",
        _ => "",
    };

    private static string? Outside(Objective objective, ObjectiveMemory memory)
    {
        if (objective is not { Indicator: Indicator.Quantile, Bound: Bound.Max max } || memory.Window.Sum(increment => increment.Total) == 0) return null;
        return Histogram.FirstBoundFrom(Histogram.Merge(memory.Window), max.Value) is null
            ? $"max {ThresholdJudge.Number(max.Value)} is above the largest finite bucket; add a bucket with le=\"{ThresholdJudge.Number(max.Value)}\""
            : null;
    }

    private static string Odds(double evidence) => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(evidence, 1e9):0.#}:1");
}
