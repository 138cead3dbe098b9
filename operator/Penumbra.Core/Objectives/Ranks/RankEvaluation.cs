using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives.Ranks;

/// <summary>Says what the comparison by ranks found: the sign process decides, the interval is shown.</summary>
public static class RankEvaluation
{
    /// <summary>So many windows a Good verdict needs.</summary>
    public const int Needed = 5;

    /// <summary>One objective's evaluation.</summary>
    public static Evaluation Of(Objective objective, ObjectiveMemory memory, SequentialRules rules, Situation situation, AnalysisSettings settings, DateTimeOffset now)
    {
        var ranks = memory.Ranks ?? new RankMemory();
        var needed = objective.MinSamples ?? Needed;
        var than = objective.Bound as Bound.NoWorseThanStable;
        var evaluation = new Evaluation
        {
            Objective = objective.Name,
            Mode = objective.Mode,
            Judge = JudgeKind.Ranks,
            Verdict = Verdict.Unknown,
            At = memory.ReadAt,
            Since = now,
            Samples = ranks.Windows,
            Needed = needed,
            Value = memory.Value is { } value ? ThresholdJudge.Number(value) : "",
            Bound = than is null ? "" : $"stable {(than.LowerIsWorse ? '-' : '+')} {ThresholdJudge.Percent(than.By)}",
            Note = Shown(ranks),
        };
        var weight = ranks.Evidence.Value;
        if (weight >= rules.Threshold) return evaluation with { Verdict = Verdict.Bad };
        if (ThresholdJudge.Silence(memory, settings, now) is { } silence) return evaluation with { Why = UnknownWhy.NoAnswer, Note = silence };
        if (memory.Value is null) return evaluation with { Why = UnknownWhy.NoAnswer, Note = "the query has no answer" };
        if (weight > SequentialVerdict.SuspectFrom) return evaluation with { Why = UnknownWhy.Suspect };
        if (situation != Situation.Weighted) return evaluation with { Why = UnknownWhy.NoControl };
        return ranks.Windows < needed
            ? evaluation with { Why = UnknownWhy.TooFew, ExpectedAt = now + objective.Window * (double)(needed - ranks.Windows) }
            : evaluation with { Verdict = Verdict.Good };
    }

    private static string Shown(RankMemory ranks) =>
        MannWhitney.Interval([.. ranks.Means.Select(pair => pair.Candidate)], [.. ranks.Means.Select(pair => pair.Stable)]) is { } interval
            ? $"differs from stable by {ThresholdJudge.Number(interval.Estimate)} ({ThresholdJudge.Number(interval.Low)} to {ThresholdJudge.Number(interval.High)}), {ThresholdJudge.Number(interval.MeanRatio)} times stable's mean"
            : "";
}
