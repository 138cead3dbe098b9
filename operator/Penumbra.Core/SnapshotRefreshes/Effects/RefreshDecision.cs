using Penumbra.Core.Common;
using Penumbra.Core.SnapshotRefreshes.Status;

namespace Penumbra.Core.SnapshotRefreshes.Effects;

/// <summary>What one look came to.</summary>
public sealed record RefreshDecision
{
    /// <summary>Why: what metrics count decisions by.</summary>
    public required Reason Reason { get; init; }

    /// <summary>What to do, in order.</summary>
    public IReadOnlyList<RefreshEffect> Effects { get; init; } = [];

    /// <summary>The status as it should read.</summary>
    public required RefreshStatus Status { get; init; }

    /// <summary>When to look again; null at once, after the effects.</summary>
    public DateTimeOffset? ReconsiderAt { get; init; }

    /// <summary>The one thing that is waited for, so that nothing else need be asked for meanwhile; null when everything must be looked at.</summary>
    public CloudTarget? WaitsFor { get; init; }

    /// <summary>Whether the last failure of a call is still to be answered; else it is over once the effects are carried out whole.</summary>
    public bool KeepsFailure { get; init; }

    /// <summary>How the worker ends; null to go on.</summary>
    public RunOutcome? Ends { get; init; }

    /// <summary>Why this process ends, after the effects, while the run goes on; null to stay.</summary>
    public ProcessEnd? Leaves { get; init; }
}
