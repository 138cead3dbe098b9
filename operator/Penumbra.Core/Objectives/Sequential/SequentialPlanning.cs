namespace Penumbra.Core.Objectives.Sequential;

/// <summary>What the sequential judge needs to know of an objective: what is allowed, and how many objectives share the false-alarm rate.</summary>
public static class SequentialPlanning
{
    /// <summary>What an objective is judged by.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="all">All that share the false-alarm rate.</param>
    /// <param name="analysis">How evidence is gathered.</param>
    /// <param name="plan">How long it is tried.</param>
    public static SequentialRules Of(Objective objective, IReadOnlyList<Objective> all, AnalysisSettings analysis, PlannedTime plan)
    {
        var sharing = all.Count(other => other.Mode == ObjectiveMode.Enforce && other.Judge != JudgeKind.Threshold);
        var burst = analysis.Burst ?? TimeSpan.FromSeconds(10);
        var alone = analysis.Burst ?? TimeSpan.FromSeconds(30);
        double? allowed = objective switch
        {
            { Bound: Bound.Target target } => 1 - target.GoodShare,
            { Bound: Bound.Max, Indicator: Indicator.Quantile quantile } => 1 - quantile.Q,
            _ => null,
        };
        var control = objective.Control || objective.Bound is Bound.NoWorseThanStable;
        return new SequentialRules
        {
            AllowedShare = allowed,
            Control = control,
            Margin = objective.Bound is Bound.NoWorseThanStable than ? 1 + than.By : 1,
            Burst = burst,
            BurstAlone = alone,
            Together = new SpendingPlan(Math.Max(1, plan.StepsBeside - 1), Blocks(plan.Beside, objective.Judge == JudgeKind.Ranks ? objective.Window : burst)),
            Alone = control ? new SpendingPlan(1, Blocks(plan.Alone, alone)) : new SpendingPlan(Math.Max(1, plan.Steps), Blocks(plan.Beside + plan.Alone, alone)),
            Needed = objective.MinSamples ?? SampleSize.Needed(allowed ?? 0.01, analysis.MinDetectable, analysis.FalseAlarmRate, Math.Max(1, sharing)),
            FalseAlarmRate = analysis.FalseAlarmRate,
            Objectives = Math.Max(1, sharing),
        };
    }

    private static int Blocks(TimeSpan time, TimeSpan block) => Math.Max(10, (int)Math.Ceiling(time / block));
}
