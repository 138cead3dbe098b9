namespace Penumbra.Core.Objectives;

/// <summary>Why a verdict is Unknown: the two have clocks of their own.</summary>
public enum UnknownWhy
{
    /// <summary>It is not Unknown.</summary>
    None,

    /// <summary>The source answers, but events are too few: patience.</summary>
    TooFew,

    /// <summary>Error, NaN, nothing scraped: unknownDeadline.</summary>
    NoAnswer,

    /// <summary>No bucket bound near the objective's: some events may be slow or not. Counts as TooFew; names the bucket to add.</summary>
    BucketTooCoarse,

    /// <summary>The bound is above the largest finite bucket: it can never be judged. Stalled.</summary>
    BoundOutsideBuckets,

    /// <summary>There is evidence against the candidate, not enough to blame it: holds, never advances.</summary>
    Suspect,

    /// <summary>The candidate and stable suffer together since the weight last rose: nobody is blamed.</summary>
    SharedSuffering,

    /// <summary>Stable has too few requests to compare with: neither hinders nor counts down.</summary>
    NoControl,

    /// <summary>It is Good, although more is bad than allowed: stable was broken before, and the candidate is better.</summary>
    BetterThanStable,
}
