namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>Why a mirrored request was not compared. Every one is counted: what is not compared is never silently missing.</summary>
public enum NotCompared
{
    /// <summary>Its method is not asked for: only safe ones are, unless told otherwise.</summary>
    MethodExcluded,

    /// <summary>Its path is excluded.</summary>
    PathExcluded,

    /// <summary>Its body, or an answer's, is larger than <c>maxBody</c>.</summary>
    BodyTooLarge,

    /// <summary>More were under way than <c>maxInFlight</c>: nothing queues.</summary>
    Overload,

    /// <summary>Live is asked no more often than <c>maxLiveRps</c>.</summary>
    LiveRate,

    /// <summary>The same request was compared within the last minute.</summary>
    Repeated,

    /// <summary>It was one of our own that came back.</summary>
    Loop,

    /// <summary>Live did not answer.</summary>
    LiveFailed,

    /// <summary>Live answered 5xx: what a shadow should answer then nobody knows.</summary>
    LiveError,

    /// <summary>Neither answered in time.</summary>
    BothTimedOut,

    /// <summary>Not a protocol that can be compared, such as gRPC or an upgrade.</summary>
    Protocol,

    /// <summary>It came during an outage of the shadow, in a minute that counts as a mismatch already.</summary>
    SameOutage,

    /// <summary>A recorded request, or a copy, that cannot be read: no HTTP, or headers without end.</summary>
    Malformed,
}
