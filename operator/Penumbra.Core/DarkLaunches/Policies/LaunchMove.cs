using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>What a policy decided. Decide adds what is common to all: sizes, tidying, status, conditions.</summary>
public sealed record LaunchMove
{
    /// <summary>Where the launch is.</summary>
    public required LaunchPhase Phase { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>What to do, in order; the status write comes after it.</summary>
    public IReadOnlyList<LaunchEffect> Effects { get; init; } = [];

    /// <summary>When to look again even if nothing changes.</summary>
    public DateTimeOffset? ReconsiderAt { get; init; }

    /// <summary>The present step; null outside of steps.</summary>
    public StepStatus? Step { get; init; }

    /// <summary>How many pods the candidate should have; null leaves it.</summary>
    public int? CandidateSize { get; init; }

    /// <summary>The candidate's share after this pass.</summary>
    public Share Weight { get; init; }

    /// <summary>A change of traffic worth keeping.</summary>
    public DecisionStatus? Decision { get; init; }

    /// <summary>Acts that were carried out by this move.</summary>
    public IReadOnlyList<string> Handled { get; init; } = [];

    /// <summary>A pause that begins now; null leaves the present one, until retry or the end of the attempt.</summary>
    public HoldStatus? Hold { get; init; }

    /// <summary>What is being waited for, where a short wait is not worth a status write; empty when nothing is.</summary>
    public string WaitingFor { get; init; } = "";

    /// <summary>The launch is finished with: no status is written any more.</summary>
    public bool Gone { get; init; }
}
