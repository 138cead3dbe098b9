using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>What the sequential judge needs to know of a launch: how long it is and how many objectives share its false-alarm rate.</summary>
public static class SequentialPlan
{
    /// <summary>What an objective of a launch is judged by.</summary>
    public static SequentialRules Of(LaunchView view, Objective objective)
    {
        var spec = view.Spec;
        var sharing = spec.Objectives.Count(other => other.Mode == ObjectiveMode.Enforce && other.Judge != JudgeKind.Threshold);
        var burst = spec.Analysis.Burst ?? TimeSpan.FromSeconds(10);
        var alone = spec.Analysis.Burst ?? TimeSpan.FromSeconds(30);
        var beside = view.Steps.Where(step => step.Share != Share.All).ToList();
        var held = beside.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Hold);
        var after = view.Steps.Where(step => step.Share == Share.All).Aggregate(spec.BakeTime, (sum, step) => sum + step.Hold);
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
            Together = new SpendingPlan(Math.Max(1, beside.Count - 1), Blocks(held, objective.Judge == JudgeKind.Ranks ? objective.Window : burst)),
            Alone = control ? new SpendingPlan(1, Blocks(after, alone)) : new SpendingPlan(Math.Max(1, view.Steps.Count), Blocks(held + after, alone)),
            Needed = objective.MinSamples ?? SampleSize.Needed(allowed ?? 0.01, spec.Analysis.MinDetectable, spec.Analysis.FalseAlarmRate, Math.Max(1, sharing)),
            FalseAlarmRate = spec.Analysis.FalseAlarmRate,
            Objectives = Math.Max(1, sharing),
        };
    }

    /// <summary>Whose requests the candidate sees, as far as the routes say.</summary>
    public static Situation Situation(LaunchView view) => view switch
    {
        { Named: false } => Objectives.Sequential.Situation.Dark,
        { AskedAll: true } => Objectives.Sequential.Situation.All,
        _ when view.Asked == Share.None => Objectives.Sequential.Situation.Chosen,
        _ => Objectives.Sequential.Situation.Weighted,
    };

    private static int Blocks(TimeSpan time, TimeSpan block) => Math.Max(10, (int)Math.Ceiling(time / block));
}
