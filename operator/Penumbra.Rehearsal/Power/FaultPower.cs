using Penumbra.Rehearsal.Faults;

namespace Penumbra.Rehearsal.Power;

/// <summary>What a launch's strategy makes of one fault.</summary>
public sealed record FaultPower
{
    /// <summary>The fault.</summary>
    public required Fault Fault { get; init; }

    /// <summary>How many launches were rehearsed.</summary>
    public required int Runs { get; init; }

    /// <summary>How many of them an objective stopped.</summary>
    public int Noticed { get; init; }

    /// <summary>How many went back or paused for another reason, such as too few events for too long.</summary>
    public int StoppedOtherwise { get; init; }

    /// <summary>How many made everybody's release of it.</summary>
    public int Promoted { get; init; }

    /// <summary>How many still waited at the end of what was followed: never advanced, never blamed.</summary>
    public int Waiting { get; init; }

    /// <summary>Seconds from the first request that it could hurt to the write that leads back, where it was noticed.</summary>
    public Quantiles? Seconds { get; init; }

    /// <summary>The step that most of those were in, from 1; 0 for none.</summary>
    public int Step { get; init; }

    /// <summary>Users hurt: requests that failed, or were too slow for an objective, because of the fault; over all runs.</summary>
    public Quantiles Hurt { get; init; } = new(0, 0);

    /// <summary>What can be done where it is not noticed.</summary>
    public Advice Advice { get; init; } = Advice.None;

    /// <summary>All of it in a sentence.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>The seed of the run in which it took as long as in the middle one.</summary>
    public ulong MedianSeed { get; init; }

    /// <summary>Whether most launches notice it.</summary>
    public bool IsNoticed => 2 * Noticed >= Runs && Runs > 0;
}
