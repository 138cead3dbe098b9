using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Measuring;

/// <summary>Without a comparison server nobody counts what arrives but the shadow's own pods: the first objective that counts stands in for the server's report.</summary>
public static class CountedCopies
{
    /// <summary>The objective by whose events it is seen whether the gateway keeps the share; null where none counts.</summary>
    public static Objective? Witness(ShadowSpec spec) => spec.Objectives.FirstOrDefault(objective => objective.Judge == JudgeKind.Sequential);

    /// <summary>What arrived, in the form of a report without comparisons; null while the source does not answer.</summary>
    public static ComparisonReport? Report(ShadowSpec spec, ShadowObserved seen, ShadowMemory memory)
    {
        if (seen.Status is not { Subject: { } subject, Since: { } since } || Witness(spec) is not { } witness || memory.Objectives.GetValueOrDefault(witness.Name) is not { } known) return null;
        if (ThresholdJudge.Silence(known, new AnalysisSettings { Interval = ShadowObjectives.Interval }, seen.Now) is not null) return null;
        return new ComparisonReport { Evidence = ShadowEvidence.Begin(subject, since, spec.Verdict.Over), Seen = known.Sequential?.Evidence.Seen.Total ?? 0, Instance = "pods" };
    }

    /// <summary>Whether this process has not heard of the source yet: neither an answer nor that there is none.</summary>
    public static bool IsUnasked(ShadowSpec spec, ShadowMemory memory) => Witness(spec) is { } witness && memory.Objectives.GetValueOrDefault(witness.Name) is not { ReadAt: not null };

    /// <summary>What one waits for while there is no report.</summary>
    public static string Silence(ShadowSpec spec) => $"the source of objective {Witness(spec)?.Name} does not answer: it counts what arrives at the shadow";
}
