namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// What the newest events say, the open block's and the last whole one's. They never blame: they only keep a launch from moving on in the very moment in which a fault begins, when
/// the evidence of the whole launch is still small. A candidate that fails just what is allowed waits for it in two looks of a hundred at most, and then for one block.
/// </summary>
public static class LatestEvents
{
    // The chance that a revision which fails just what is allowed shows this.
    private const double Chance = 0.01;

    /// <summary>
    /// The events of the open block, or else of the last whole one, that speak against the candidate in the present step; null when neither do. A whole block with less than half of
    /// the events of the one before, as when a source was silent and then knows a few pods alone, is looked at together with it.
    /// </summary>
    /// <param name="evidence">What has been seen.</param>
    /// <param name="allowed">p0, between 0 and 1.</param>
    public static EventCounts? Against(SequentialEvidence evidence, double allowed) =>
        evidence.Open is { Candidate: var open } && SpeakAgainst(open, allowed) ? open
            : SpeakAgainst(evidence.Latest, allowed) ? evidence.Latest
            : evidence.Outweighing.Total > 0 && SpeakAgainst(evidence.Outweighing + evidence.Latest, allowed) ? evidence.Outweighing + evidence.Latest
            : null;

    /// <summary>
    /// Whether so many bad events are no accident where <paramref name="allowed"/> is allowed: <c>n·KL(k/n, p0) ≥ ln(1/0.01)</c>, the Chernoff bound of the binomial tail
    /// (Hoeffding 1963, theorem 1).
    /// </summary>
    /// <param name="counts">The events.</param>
    /// <param name="allowed">p0, between 0 and 1.</param>
    public static bool SpeakAgainst(EventCounts counts, double allowed)
    {
        if (counts.Bad <= allowed * counts.Total) return false;
        var share = (double)counts.Bad / counts.Total;
        var divergence = (share * Math.Log(share / allowed)) + (share < 1 ? (1 - share) * Math.Log((1 - share) / (1 - allowed)) : 0);
        return counts.Total * divergence >= Math.Log(1 / Chance);
    }
}
