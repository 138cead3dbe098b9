using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Observed;

namespace Penumbra.Traffic.Mirroring;

/// <summary>What a router sees of a shadow.</summary>
/// <param name="Mirrors">Its objects.</param>
/// <param name="Problems">What a person must change before anything is copied.</param>
public sealed record MirrorObservation(IReadOnlyList<MirrorFacts> Mirrors, IReadOnlyList<Problem> Problems)
{
    /// <summary>Nothing.</summary>
    public static MirrorObservation Nothing { get; } = new([], []);
}
