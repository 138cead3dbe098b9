using System.Globalization;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.Objectives.Ranks;

/// <summary>Says what the comparison by ranks found: the sign process decides, the interval is shown.</summary>
public static class RankEvaluation
{
    /// <summary>
    /// How many windows a Good verdict needs: so many that a candidate which is worse in each of them would have been blamed. As with counted events it is a power rule, with no error guarantee of its own.
    /// </summary>
    public static int Needed(SequentialRules rules)
    {
        var process = SignProcess.Begin();
        var windows = 0;
        for (; process.Value < rules.Threshold && windows < 1_000; windows++) process = process.Add(rules.Together, isBeyond: true);
        return windows;
    }

    /// <summary>One objective's evaluation.</summary>
    public static Evaluation Of(Objective objective, ObjectiveMemory memory, SequentialRules rules, Situation situation, AnalysisSettings settings, DateTimeOffset now)
    {
        var ranks = memory.Ranks ?? new RankMemory();
        var needed = objective.MinSamples ?? Needed(rules);
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
            Note = Shown(ranks, than),
        };
        var weight = ranks.Evidence.Value;
        if (weight >= rules.Threshold) return evaluation with { Verdict = Verdict.Bad };
        if (ThresholdJudge.Silence(memory, settings, now) is { } silence) return evaluation with { Why = UnknownWhy.NoAnswer, Note = silence };
        if (memory.Value is null) return evaluation with { Why = UnknownWhy.NoAnswer, Note = "the query has no answer" };
        if (weight > SequentialVerdict.SuspectFrom) return evaluation with { Why = UnknownWhy.Suspect };
        if (situation != Situation.Weighted && !(situation == Situation.All && ranks.Means.Count > 0)) return evaluation with { Why = UnknownWhy.NoControl };
        return ranks.Windows < needed
            ? evaluation with { Why = UnknownWhy.TooFew, ExpectedAt = now + objective.Window * (double)(needed - ranks.Windows) }
            : evaluation with { Verdict = Verdict.Good };
    }

    private static string Shown(RankMemory ranks, Bound.NoWorseThanStable? than)
    {
        if (MannWhitney.Interval([.. ranks.Means.Select(pair => pair.Candidate)], [.. ranks.Means.Select(pair => pair.Stable)]) is not { } interval) return "";
        var median = ranks.StableMedian ?? 0;
        var tolerance = than is null ? ""
            : $", {(interval.IsBeyond(median, than.By, than.LowerIsWorse) ? "beyond" : "not all of it beyond")} the tolerance of {ThresholdJudge.Number(than.By * Math.Abs(median))}";
        return string.Create(CultureInfo.InvariantCulture,
            $"differs from stable by {ThresholdJudge.Number(interval.Estimate)} ({ThresholdJudge.Number(interval.Low)} to {ThresholdJudge.Number(interval.High)}){tolerance}; {interval.MeanRatio:0.##} times stable's mean, higher in {100 * interval.Superiority:0} % of pairs (p {interval.PValue:0.###})");
    }
}
