namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>Why what the shadow uses cannot be compared fairly with what live uses. It holds no verdict up, and is told.</summary>
public enum ResourceUnjudged
{
    /// <summary>Fewer points than it takes.</summary>
    TooFewPoints,

    /// <summary>Live serves more than what is compared: its CPU is not for these requests alone.</summary>
    OtherRequests,

    /// <summary>The load hardly varies, so that what a request costs cannot be told from what idling costs.</summary>
    EvenLoad,

    /// <summary>CPU time does not grow with the requests.</summary>
    CostNotSeen,

    /// <summary>The source does not answer.</summary>
    SourceSilent,

    /// <summary>The source answers, without the series.</summary>
    SeriesLacking,

    /// <summary>One side is a Service without a selector: it has no pods here.</summary>
    NoPods,

    /// <summary>Without a comparison server nobody counts requests.</summary>
    RequestsNotCounted,
}
