namespace Penumbra.Rehearsal.Power;

/// <summary>What a launch's strategy makes of a release that nothing is wrong with.</summary>
public sealed record GoodPower
{
    /// <summary>How many launches were rehearsed.</summary>
    public required int Runs { get; init; }

    /// <summary>How many were promoted.</summary>
    public int Promoted { get; init; }

    /// <summary>How many were stopped although nothing is wrong.</summary>
    public int Stopped { get; init; }

    /// <summary>How many still waited at the end of what was followed.</summary>
    public int Waiting { get; init; }

    /// <summary>What most of those that did not arrive were stopped by, or waited for; empty when all arrived.</summary>
    public string Obstacle { get; init; } = "";

    /// <summary>Seconds from the begin of the first step to the end of the bake, of those that were promoted.</summary>
    public Quantiles? Seconds { get; init; }
}
