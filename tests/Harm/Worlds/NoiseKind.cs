namespace Penumbra.Harm.Worlds;

/// <summary>How bad events come.</summary>
public enum NoiseKind
{
    /// <summary>Independently.</summary>
    Independent,

    /// <summary>Each second has a share of its own, from a beta distribution: beta-binomial counts.</summary>
    BetaBinomial,

    /// <summary>Four at a time: a request and its retries.</summary>
    Clumps,

    /// <summary>All of them in a tenth of the time, on the candidate alone.</summary>
    OwnBursts,

    /// <summary>All of them in a tenth of the time, on both releases at once.</summary>
    CommonBursts,
}
