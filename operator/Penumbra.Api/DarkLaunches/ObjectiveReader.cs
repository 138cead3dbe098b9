using Penumbra.Core.Common;
using Penumbra.Core.Objectives;

namespace Penumbra.Api.DarkLaunches;

/// <summary>Reads <c>spec.objectives</c> and <c>spec.analysis</c>.</summary>
public static class ObjectiveReader
{
    /// <summary>The objectives that can be judged; the others are problems.</summary>
    public static IReadOnlyList<Objective> Read(IReadOnlyList<LaunchObjective>? objectives, FieldReader reader)
    {
        var read = new List<Objective>();
        if (objectives is { Count: > 32 }) reader.Wrong("spec.objectives", "at most 32 objectives");
        for (var index = 0; index < (objectives?.Count ?? 0); index++)
        {
            var objective = objectives![index];
            var path = $"spec.objectives[{index}]";
            if (read.Any(other => other.Name == objective.Name)) reader.Wrong($"{path}.name", $"{objective.Name} stands twice; names are unique");
            else if (objective.Name == RestartObjective.Name) reader.Wrong($"{path}.name", $"{RestartObjective.Name} is the name of the objective that every launch and shadow has; choose another");
            else if (One(objective, path, reader) is { } one) read.Add(one);
        }

        return read;
    }

    /// <summary>The analysis, with the contract's defaults.</summary>
    public static AnalysisSettings Analysis(LaunchAnalysis? analysis, FieldReader reader)
    {
        var defaults = new AnalysisSettings();
        if (analysis is null) return defaults;
        var interval = reader.Duration(analysis.Interval, "spec.analysis.interval", defaults.Interval);
        if (interval < TimeSpan.FromSeconds(1))
        {
            reader.Wrong("spec.analysis.interval", "interval must be at least 1s");
            interval = defaults.Interval;
        }

        if (analysis.MinDetectable is <= 1) reader.Wrong("spec.analysis.minDetectable", "minDetectable must be over 1");
        return defaults with
        {
            Interval = interval,
            FalseAlarmRate = reader.Percent(analysis.FalseAlarmRate, "spec.analysis.falseAlarmRate") ?? defaults.FalseAlarmRate,
            MinDetectable = analysis.MinDetectable is > 1 and var detectable ? detectable : defaults.MinDetectable,
            Burst = analysis.Burst is null ? null : Burst(analysis.Burst, reader),
            Patience = reader.Duration(analysis.Patience, "spec.analysis.patience", defaults.Patience),
            UnknownDeadline = reader.Duration(analysis.UnknownDeadline, "spec.analysis.unknownDeadline", defaults.UnknownDeadline),
            OnUnknown = reader.Choice(analysis.OnUnknown, "spec.analysis.onUnknown", OnTrouble.Rollback),
            FailureLimit = reader.Bounded(analysis.FailureLimit, "spec.analysis.failureLimit", 0, 1000, 0),
        };
    }

    private static TimeSpan? Burst(string text, FieldReader reader)
    {
        var burst = reader.Duration(text, "spec.analysis.burst", TimeSpan.Zero);
        if (burst >= TimeSpan.FromSeconds(1) && burst <= TimeSpan.FromMinutes(10)) return burst;
        if (Span.Parse(text) is not null) reader.Wrong("spec.analysis.burst", "must be between 1s and 10m");
        return null;
    }

    private static Objective? One(LaunchObjective objective, string path, FieldReader reader)
    {
        reader.NotYet(objective.BurnRate is not null, $"{path}.burnRate");
        if (objective.Control is not (null or "Stable" or "None")) reader.Wrong($"{path}.control", "is none of Stable, None");
        if (objective.MinSamples is < 1) reader.Wrong($"{path}.minSamples", "must be at least 1; leave it out to have it computed from minDetectable");
        if (objective.Judge is not (null or "Threshold" or "Sequential" or "Ranks")) reader.Wrong($"{path}.judge", "is none of Sequential, Ranks, Threshold");
        var warmUp = reader.Duration(objective.WarmUp, $"{path}.warmUp", TimeSpan.Zero);
        if (objective.BurnRate is not null) return null;
        if (Indicator(objective.Indicator, $"{path}.indicator", reader) is not { } indicator || Bound(objective, indicator, path, reader) is not { } bound) return null;
        var judge = JudgeOf(objective, indicator, bound, path, reader);
        if (judge == JudgeKind.Sequential && objective.Window is not null)
            reader.Wrong($"{path}.window", "a window is Threshold's: Sequential uses every sample once; remove it, or set judge: Threshold");
        if (objective.MinSamples is not null && judge == JudgeKind.Threshold && indicator is Indicator.Query)
            reader.Wrong($"{path}.minSamples", "counts events, and a query has one value: remove it, or use ratio or quantile");
        if (warmUp > TimeSpan.Zero && indicator is Core.Objectives.Indicator.Query)
            reader.Wrong($"{path}.warmUp", "leaves out what new pods count, and a query's value is no pod's: leave them out in the query, or use ratio or quantile");
        if (objective.Control == "Stable" && judge != JudgeKind.Sequential) reader.Wrong($"{path}.control", "Stable is for judge: Sequential");
        if (objective.Control == "None" && bound is Core.Objectives.Bound.NoWorseThanStable) reader.Wrong($"{path}.control", "None asks for no comparison with stable, and noWorseThanStable is one: remove either");
        return new Objective
        {
            Name = objective.Name,
            Mode = reader.Choice(objective.Mode, $"{path}.mode", ObjectiveMode.Enforce),
            Source = objective.Source,
            Indicator = indicator,
            Bound = bound,
            Judge = judge,
            Control = judge == JudgeKind.Sequential && objective.Control != "None",
            Window = reader.Duration(objective.Window, $"{path}.window", TimeSpan.FromMinutes(1)),
            WarmUp = indicator is Core.Objectives.Indicator.Query ? TimeSpan.Zero : warmUp,
            MinSamples = objective.MinSamples is > 0 and var least ? least : null,
        };
    }

    private static Indicator? Indicator(ObjectiveIndicator? indicator, string path, FieldReader reader)
    {
        switch (indicator)
        {
            case { Ratio: { } ratio, Quantile: null, Query: null }:
                return new Indicator.Ratio(ratio.Bad, ratio.Total);
            case { Quantile: { } quantile, Ratio: null, Query: null }:
                if (reader.Decimal(quantile.Q, $"{path}.quantile.q") is > 0 and < 1 and var q) return new Indicator.Quantile(quantile.Of, q);
                reader.Wrong($"{path}.quantile.q", "must be between 0 and 1, such as \"0.99\"");
                return null;
            case { Query: { } query, Ratio: null, Quantile: null }:
                return new Indicator.Query(query);
            default:
                reader.Wrong(path, "exactly one of ratio, quantile and query must be set");
                return null;
        }
    }

    // Where events are counted every one counts; where stable is the bound and they are not, ranks do; else a window is compared.
    private static JudgeKind JudgeOf(LaunchObjective objective, Indicator indicator, Bound bound, string path, FieldReader reader)
    {
        var counts = indicator is not Core.Objectives.Indicator.Query;
        var compares = bound is Core.Objectives.Bound.NoWorseThanStable;
        var judge = objective.Judge switch
        {
            "Sequential" => JudgeKind.Sequential,
            "Ranks" => JudgeKind.Ranks,
            "Threshold" => JudgeKind.Threshold,
            _ => counts ? JudgeKind.Sequential : compares ? JudgeKind.Ranks : JudgeKind.Threshold,
        };
        var wrong = judge switch
        {
            JudgeKind.Sequential when !counts => "Sequential counts events; for a query use Threshold, or noWorseThanStable with Ranks",
            JudgeKind.Ranks when counts || !compares => "Ranks is for a query with noWorseThanStable",
            JudgeKind.Threshold when compares => "Threshold knows no stable; noWorseThanStable is judged by Sequential, or by Ranks for a query",
            _ => null,
        };
        if (wrong is not null) reader.Wrong($"{path}.judge", wrong);
        return judge;
    }

    private static Bound? Bound(LaunchObjective objective, Indicator indicator, string path, FieldReader reader)
    {
        var set = new[] { objective.Target, objective.Max, objective.Min, objective.NoWorseThanStable?.By }.Count(bound => bound is not null);
        if (set != 1)
        {
            reader.Wrong(path, "exactly one of target, max, min, noWorseThanStable and burnRate must be set");
            return null;
        }

        Bound? bound = objective switch
        {
            { Target: { } target } => reader.Percent(target, $"{path}.target") is { } share ? new Bound.Target(share) : null,
            { Max: { } max } => reader.Decimal(max, $"{path}.max") is { } value ? new Bound.Max(value) : null,
            { NoWorseThanStable: { } than } => NoWorse(than, indicator, path, reader),
            _ => reader.Decimal(objective.Min, $"{path}.min") is { } value ? new Bound.Min(value) : null,
        };
        var right = (indicator, bound) switch
        {
            (_, null) => "",
            (_, Core.Objectives.Bound.NoWorseThanStable) => null,
            (Core.Objectives.Indicator.Ratio, not Core.Objectives.Bound.Target) => "a ratio is judged by target, such as target: \"99.9%\"",
            (Core.Objectives.Indicator.Quantile, not Core.Objectives.Bound.Max) => "a quantile is judged by max, in the histogram's unit, such as max: \"0.3\"",
            (Core.Objectives.Indicator.Query, Core.Objectives.Bound.Target) => "a query is judged by max or min",
            _ => null,
        };
        if (right is null) return bound;
        if (right.Length > 0) reader.Wrong(path, right);
        return null;
    }

    private static Core.Objectives.Bound.NoWorseThanStable? NoWorse(NoWorseThanStable than, Indicator indicator, string path, FieldReader reader)
    {
        if (than.Worse is not ("Lower" or "Higher")) reader.Wrong($"{path}.noWorseThanStable.worse", "is none of Lower, Higher");
        if (than.Worse == "Lower" && indicator is not Core.Objectives.Indicator.Query) reader.Wrong($"{path}.noWorseThanStable.worse", "bad and slow events are worse when there are more of them: Higher");
        return reader.Percent(than.By, $"{path}.noWorseThanStable.by") is { } by ? new Core.Objectives.Bound.NoWorseThanStable(by, than.Worse == "Lower") : null;
    }
}
