namespace Penumbra.Core.ShadowDeployments.Status;

/// <summary>Where a shadow is. Suspended and Stalled are conditions: they hide no phase.</summary>
public enum ShadowPhase
{
    /// <summary>Server and shadow start; nothing is copied.</summary>
    Preparing,

    /// <summary>Recorded requests are replayed and compared; nothing is copied.</summary>
    Replaying,

    /// <summary>Requests are copied and compared.</summary>
    Comparing,

    /// <summary>There is a verdict; nothing is copied any more.</summary>
    Decided,
}
