using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.Objectives.Sequential;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>What the sequential judge needs to know of a launch: how long it is and whose requests the candidate sees.</summary>
public static class SequentialPlan
{
    /// <summary>What an objective of a launch is judged by.</summary>
    public static SequentialRules Of(LaunchView view, Objective objective) => SequentialPlanning.Of(objective, view.Spec.Objectives, view.Spec.Analysis, Time(view));

    /// <summary>How long the launch is.</summary>
    public static PlannedTime Time(LaunchView view)
    {
        var beside = view.Steps.Where(step => step.Share != Share.All).ToList();
        var held = beside.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Hold);
        var after = view.Steps.Where(step => step.Share == Share.All).Aggregate(view.Spec.BakeTime, (sum, step) => sum + step.Hold);
        return new PlannedTime(beside.Count, held, view.Steps.Count, after);
    }

    /// <summary>Whose requests the candidate sees, as far as the routes say.</summary>
    public static Situation Situation(LaunchView view) => view switch
    {
        { Named: false } => Objectives.Sequential.Situation.Dark,
        { AskedAll: true } => Objectives.Sequential.Situation.All,
        _ when view.Asked == Share.None => Objectives.Sequential.Situation.Chosen,
        _ => Objectives.Sequential.Situation.Weighted,
    };
}
