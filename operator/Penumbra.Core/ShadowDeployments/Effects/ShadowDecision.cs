using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Effects;

/// <summary>What one pass came to.</summary>
public sealed record ShadowDecision
{
    /// <summary>The policy's reason.</summary>
    public required Reason Reason { get; init; }

    /// <summary>Whether nothing was left to do; see <see cref="Converged"/>.</summary>
    public bool IsConverged { get; init; }

    /// <summary>What to do, in order.</summary>
    public IReadOnlyList<ShadowEffect> Effects { get; init; } = [];

    /// <summary>The status as it should read, whether or not it is worth a write now.</summary>
    public required ShadowStatus Status { get; init; }

    /// <summary>What the next pass goes on from.</summary>
    public ShadowMemory Memory { get; init; } = ShadowMemory.Empty;

    /// <summary>Whether the objectives are measured until the next pass.</summary>
    public bool Measures { get; init; }

    /// <summary>When to look again even if nothing changes; null when only a change matters.</summary>
    public DateTimeOffset? ReconsiderAt { get; init; }
}
