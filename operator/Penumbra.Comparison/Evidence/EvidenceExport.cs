using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Evidence;

/// <summary>All that one process of the server tells whoever keeps its evidence, so that the next process goes on with it.</summary>
public sealed record EvidenceExport
{
    /// <summary>What was found, by earlier processes too.</summary>
    public required ShadowEvidence Evidence { get; init; }

    /// <summary>How far recorded requests have been replayed: of the same moment as <see cref="Evidence"/>.</summary>
    public ReplayProgress Replay { get; init; }

    /// <summary>Whether the shadow was there; how long it was not counts on from process to process.</summary>
    public ShadowHealth Health { get; init; } = ShadowHealth.Up;

    /// <summary>Copies that arrived since this process started.</summary>
    public long Seen { get; init; }

    /// <summary>Requests that this process has added to live.</summary>
    public long AskedLive { get; init; }

    /// <summary>Requests that this process has asked of the shadow.</summary>
    public long AskedShadow { get; init; }

    /// <summary>Names this process: with another one <see cref="Seen"/>, <see cref="AskedLive"/> and <see cref="AskedShadow"/> begin anew.</summary>
    public string Instance { get; init; } = "";

    /// <summary>Whether the server's own requests are mirrored to it again.</summary>
    public bool IsLooping => LoopedAgo is not null;

    /// <summary>How long ago that was last seen; null while they are not. An age and no time: the clocks of two machines differ.</summary>
    public TimeSpan? LoopedAgo { get; init; }
}
