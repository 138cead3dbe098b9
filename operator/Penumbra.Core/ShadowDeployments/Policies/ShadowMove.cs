using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>What a policy decided. Decide adds what is common to all: status, conditions, the keeping of evidence.</summary>
public sealed record ShadowMove
{
    /// <summary>Where the shadow is.</summary>
    public required ShadowPhase Phase { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>What to do, in order; the status write comes after it.</summary>
    public IReadOnlyList<ShadowEffect> Effects { get; init; } = [];

    /// <summary>When to look again even if nothing changes.</summary>
    public DateTimeOffset? ReconsiderAt { get; init; }

    /// <summary>What is copied after this pass; null when nothing is to be.</summary>
    public MirrorStatus? Mirror { get; init; }

    /// <summary>What the objects are that a gateway refuses with our filter in them, as a digest; null when none does now.</summary>
    public string? Refused { get; init; }

    /// <summary>What the evidence belongs to from now on; null leaves it.</summary>
    public string? Begins { get; init; }

    /// <summary>Whether the present judgement is the verdict.</summary>
    public bool Decides { get; init; }

    /// <summary>Whether a person must change something.</summary>
    public bool Stalled { get; init; }

    /// <summary>Whether nothing is being waited for: what is asked is being done, or has been.</summary>
    public bool Settled { get; init; }

    /// <summary>The object is finished with: no status is written any more.</summary>
    public bool Gone { get; init; }
}
