using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Observed;

/// <summary>What the comparison server says when it is asked.</summary>
public sealed record ComparisonReport
{
    /// <summary>What was found.</summary>
    public required ShadowEvidence Evidence { get; init; }

    /// <summary>How far recorded requests have been replayed.</summary>
    public ReplayProgress Replay { get; init; }

    /// <summary>Whether the shadow was there.</summary>
    public ShadowHealth Health { get; init; } = ShadowHealth.Up;

    /// <summary>Copies that arrived since this process of the server started.</summary>
    public long Seen { get; init; }

    /// <summary>Requests that it has added to live since.</summary>
    public long AskedLive { get; init; }

    /// <summary>Requests that it has asked of the shadow since.</summary>
    public long AskedShadow { get; init; }

    /// <summary>Names this process of the server: with another one, <see cref="Seen"/> and the others begin anew.</summary>
    public string Instance { get; init; } = "";

    /// <summary>How long ago its own requests were last copied to it again; null when that was never, or too long ago to matter.</summary>
    public TimeSpan? LoopedAgo { get; init; }
}
