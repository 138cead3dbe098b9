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

    /// <summary>How many events a Good verdict needs; null computes it from <c>minDetectable</c>.</summary>
    public long? MinSamples { get; init; }
}
