using Penumbra.Core.Common;

namespace Penumbra.Core.DarkLaunches.Spec;

/// <summary>One step of a launch.</summary>
public sealed record StepSpec
{
    /// <summary>The candidate's share; nobody on a pilots-only step.</summary>
    public required Share Share { get; init; }

    /// <summary>Only pilots see the candidate.</summary>
    public bool PilotsOnly { get; init; }

    /// <summary>At least this long, not counted while paused.</summary>
    public TimeSpan Hold { get; init; }

    /// <summary>How many pods the candidate has; null takes its share of the launch's replicas, rounded up.</summary>
    public int? Replicas { get; init; }

    /// <summary>Whether a person must approve before the next step.</summary>
    public StepGate Gate { get; init; }
}
