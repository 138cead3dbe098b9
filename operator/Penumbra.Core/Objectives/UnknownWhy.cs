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
}
