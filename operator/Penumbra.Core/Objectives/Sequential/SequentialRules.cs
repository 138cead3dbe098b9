namespace Penumbra.Core.Objectives.Sequential;

/// <summary>What one objective of one launch is judged by. Nothing in it changes while the launch lasts.</summary>
public sealed record SequentialRules
{
    /// <summary>p0: the allowed share of bad events; null where the candidate is only compared with stable.</summary>
    public double? AllowedShare { get; init; }

    /// <summary>Whether Bad also asks for being worse than stable at the same time.</summary>
    public bool Control { get; init; }

    /// <summary>r0: how many times as often as stable the candidate may be bad.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>τ: bad events that come together within this time are one piece of evidence.</summary>
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>τ where there is no control, and bursts that hit everybody cannot be told from the candidate's own.</summary>
    public TimeSpan BurstAlone { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is freed when, while stable is there to compare with.</summary>
    public SpendingPlan Together { get; init; } = new(3, 90);

    /// <summary>What is freed when, while the candidate is judged alone.</summary>
    public SpendingPlan Alone { get; init; } = new(1, 20);

    /// <summary>How many events a Good verdict needs, over the whole launch.</summary>
    public long Needed { get; init; } = SampleSize.Least;

    /// <summary>α: the chance, over the launch and all its objectives, that a revision which meets them is blamed.</summary>
    public double FalseAlarmRate { get; init; } = 0.01;

    /// <summary>m: how many objectives share α.</summary>
    public int Objectives { get; init; } = 1;

    /// <summary>
    /// Twice 1/α: a burst that straddles the border of two blocks counts in both, and the later of them is no surprise any more. Simulated, bursts of a third of a block
    /// on a candidate that fails exactly what is allowed cost up to 1.2 times α at 1/α.
    /// </summary>
    public double LaunchThreshold => 2 / FalseAlarmRate;

    /// <summary>The evidence at which one objective alone is to blame.</summary>
    public double Threshold => Math.Max(1, Objectives) * LaunchThreshold;

    /// <summary>The part of the capital that bets while stable is there; the rest bets where it is not, as in the bake.</summary>
    public double TogetherPart => AllowedShare is null ? 1 : Control ? 0.85 : 0;
}
