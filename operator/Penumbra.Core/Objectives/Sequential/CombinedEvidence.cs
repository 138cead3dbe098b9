namespace Penumbra.Core.Objectives.Sequential;

/// <summary>
/// Several objectives share one false-alarm rate: their evidence is averaged. The mean of e-values is an e-value however they depend on each other (Vovk and Wang,
/// "E-values: calibration, combination and applications", 2021), and it is never weaker than testing each at α/m.
/// </summary>
public static class CombinedEvidence
{
    /// <summary>The evidence against the candidate over all objectives, each with the same part.</summary>
    public static double Of(IReadOnlyList<double> evidence) => evidence.Count == 0 ? 0 : evidence.Sum() / evidence.Count;

    /// <summary>Which objectives are to blame: none below the threshold; from there each one that reaches it by itself, and at least the largest.</summary>
    /// <param name="evidence">The evidence of each objective.</param>
    /// <param name="threshold">What the mean has to reach: <see cref="SequentialRules.LaunchThreshold"/>.</param>
    /// <returns>Their positions, rising.</returns>
    public static IReadOnlyList<int> Blame(IReadOnlyList<double> evidence, double threshold)
    {
        if (evidence.Count == 0 || Of(evidence) < threshold) return [];
        var largest = evidence.Max();
        return [.. Enumerable.Range(0, evidence.Count).Where(index => evidence[index] >= threshold || evidence[index].Equals(largest))];
    }
}
