using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Effects;

/// <summary>What one pass came to.</summary>
public sealed record LaunchDecision
{
    /// <summary>The policy's reason: what metrics count decisions by.</summary>
    public required Reason Reason { get; init; }

    /// <summary>Whether nothing was left to do; see <see cref="Converged"/>.</summary>
    public bool IsConverged { get; init; }

    /// <summary>What to do, in order.</summary>
    public IReadOnlyList<LaunchEffect> Effects { get; init; } = [];

    /// <summary>The status as it should read, whether or not it is worth a write now.</summary>
    public required LaunchStatus Status { get; init; }

    /// <summary>When to look again even if nothing changes; null when only a change matters.</summary>
    public DateTimeOffset? ReconsiderAt { get; init; }

    /// <summary>What to measure meanwhile; null for nothing.</summary>
    public MeasurePlan? Measure { get; init; }

    /// <summary>What the next pass should be given.</summary>
    public LaunchMemory Memory { get; init; } = LaunchMemory.Empty;

    /// <summary>What is carried out although another write of the pass was refused: sizes that grow, as users are served by them. What shrinks waits until traffic is known to have left.</summary>
    /// <param name="seen">The facts that were decided on.</param>
    public IEnumerable<LaunchEffect.ScaleRevision> Growth(LaunchObserved seen) =>
        Effects.OfType<LaunchEffect.ScaleRevision>().Where(scale => seen.Revisions.Any(revision => revision.Hash == scale.Revision && revision.Replicas < scale.Replicas));
}
