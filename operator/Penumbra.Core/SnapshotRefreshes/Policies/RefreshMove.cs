using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Effects;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Policies;

/// <summary>What a policy decided. Decide adds what is common to all: steps, times, limits, status.</summary>
public sealed record RefreshMove
{
    /// <summary>The step that it is about.</summary>
    public required RefreshStep Step { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>What to do, in order; the status write comes before what takes long and after what is told.</summary>
    public IReadOnlyList<RefreshEffect> Effects { get; init; } = [];

    /// <summary>What is waited for in the cloud; null when nothing is.</summary>
    public CloudTarget? WaitsFor { get; init; }

    /// <summary>What is seen of it: another mark is progress. Null when nothing is waited for.</summary>
    public string? Mark { get; init; }

    /// <summary>How far it is.</summary>
    public int? Progress { get; init; }

    /// <summary>When to look again, where the pace of the step does not say it.</summary>
    public DateTimeOffset? ReconsiderAt { get; init; }

    /// <summary>How the run ends; null to go on.</summary>
    public RunOutcome? Ends { get; init; }

    /// <summary>Why this process ends while the run goes on; null to stay.</summary>
    public ProcessEnd? Leaves { get; init; }

    /// <summary>Whether the last failure of a call is still to be answered: what is done meanwhile does not end its row.</summary>
    public bool KeepsFailure { get; init; }

    /// <summary>The run's own fields after the move; null leaves them.</summary>
    public RunStatus? Run { get; init; }

    /// <summary>The published snapshots after the move; null leaves them.</summary>
    public IReadOnlyList<PublishedSnapshot>? Snapshots { get; init; }
}
