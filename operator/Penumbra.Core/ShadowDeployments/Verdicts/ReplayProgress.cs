namespace Penumbra.Core.ShadowDeployments.Verdicts;

/// <summary>How far recorded requests have been replayed. It belongs to the evidence, and is kept with it: what is counted and how far one is can never disagree.</summary>
/// <param name="Replayed">How many of the recording are done, compared or not: the next is the one after.</param>
/// <param name="Total">How many there are; null while nobody has counted them.</param>
/// <param name="IsFinished">Whether the end of the recording was reached.</param>
public readonly record struct ReplayProgress(long Replayed, long? Total, bool IsFinished)
{
    /// <summary>Names the content of the recording that was replayed so far: evidence belongs to it. Null while nobody has said, and where it does not matter.</summary>
    public string? Recording { get; init; }

    /// <summary>Whether a replay of another content has come, which is not gone on with. It is told anew by each replay, and not kept.</summary>
    public bool IsChanged { get; init; }

    /// <summary>Nothing was replayed.</summary>
    public static ReplayProgress None { get; }
}
