using System.Globalization;
using Penumbra.Core.Common;

namespace Penumbra.Core.Objectives;

/// <summary>What must stay true of the candidate while it sees traffic.</summary>
public sealed record Objective
{
    /// <summary>Unique within the launch.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it acts.</summary>
    public ObjectiveMode Mode { get; init; }

    /// <summary>The name of a MetricSource, or <c>pods</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What is measured.</summary>
    public required Indicator Indicator { get; init; }

    /// <summary>What must hold.</summary>
    public required Bound Bound { get; init; }

    /// <summary>How it is judged.</summary>
    public JudgeKind Judge { get; init; }

    /// <summary>Whether Bad also asks for being worse than stable at the same time; of Sequential only.</summary>
    public bool Control { get; init; }

    /// <summary>Over how long an evaluation looks back.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What each pod serves in the first so long of its life is left out; of counters only.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>How many events a Good verdict needs; null computes it from <c>minDetectable</c>.</summary>
    public long? MinSamples { get; init; }

    /// <summary>Names what is asked. Where the source, the indicator, the bound, the judge or the warm-up changes, it is another question, and what was counted for the old one says nothing of it.</summary>
    public string Question => Digest.Of(string.Create(CultureInfo.InvariantCulture, $"{Source}\n{Indicator switch
    {
        Indicator.Ratio ratio => $"{ratio.Bad}\n{ratio.Total}",
        Indicator.Quantile quantile => string.Create(CultureInfo.InvariantCulture, $"{quantile.Of}\n{quantile.Q:R}"),
        Indicator.Query query => query.Text,
        Indicator.Usage usage => $"{usage.Cpu}\n{usage.Memory}",
        _ => "",
    }}\n{Bound.GetType().Name} {Bound switch
    {
        Bound.Target target => target.GoodShare,
        Bound.Max max => max.Value,
        Bound.Min min => min.Value,
        Bound.NoWorseThanStable stable => stable.LowerIsWorse ? -stable.By : stable.By,
        _ => 0,
    }:R}\n{Judge}{(WarmUp > TimeSpan.Zero ? $"\n{WarmUp.Ticks}" : "")}"));
}
