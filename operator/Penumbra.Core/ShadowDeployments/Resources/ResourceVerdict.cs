using System.Globalization;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>
/// Joins what is used to what was compared. Surely above a bound is Worse; the same or better only needs the figure itself within it, as a bound on resources is a budget, and no proof is asked that
/// it is kept. What cannot be compared holds nothing up.
/// </summary>
public static class ResourceVerdict
{
    // As of latency: no test for any time, and divided by as many looks as can be independent.
    private const int Looks = 20;

    /// <summary>The verdict with the findings taken into account.</summary>
    /// <param name="judgement">What the answers and the objectives say.</param>
    /// <param name="findings">What is used.</param>
    /// <param name="confidence">How sure a verdict must be, a share.</param>
    public static ShadowJudgement With(ShadowJudgement judgement, IReadOnlyList<ResourceFinding> findings, double confidence)
    {
        if (findings.Count == 0 || judgement.Verdict == ShadowVerdict.Worse) return judgement;
        var criteria = findings.Count + (judgement.Needed > 0 ? judgement.NeededForWorse / judgement.Needed : 0);
        var unsure = 1 - ((1 - confidence) / (criteria * Looks));
        if (findings.FirstOrDefault(finding => finding.Ratio is { } ratio && ratio.LowAt(unsure) > finding.Bound) is { } above)
            return judgement with { Verdict = ShadowVerdict.Worse, Why = above.Kind == ResourceKind.Cpu ? VerdictWhy.TooMuchCpu : VerdictWhy.TooMuchMemory, Message = Sentence(above, confidence), ExpectedAt = null };
        return judgement.Verdict == ShadowVerdict.SameOrBetter && findings.FirstOrDefault(finding => finding.Ratio is { } ratio && ratio.Value > finding.Bound) is { } unclear
            ? judgement with { Verdict = ShadowVerdict.Inconclusive, Why = VerdictWhy.ResourcesNotSure, Message = $"{Sentence(unclear, confidence)}, though not surely", ExpectedAt = null }
            : judgement;
    }

    private static string Sentence(ResourceFinding finding, double confidence)
    {
        var ratio = finding.Ratio!.Value;
        return string.Create(CultureInfo.InvariantCulture,
            $"{(finding.Kind == ResourceKind.Cpu ? "CPU per request" : "memory per replica")} is {ratio.Value:0.00} times live's ({ratio.LowAt(confidence):0.00} to {ratio.HighAt(confidence):0.00}), more than {finding.Bound:0.##}");
    }
}
