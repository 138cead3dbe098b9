using System.Runtime.InteropServices;

namespace Penumbra.Core.Objectives.Sequential;

/// <summary>How strongly one objective's events speak against the candidate.</summary>
/// <param name="Bad">e: against the candidate, stable's fate taken into account. Valid by itself: the chance that it ever reaches 1/α is at most α.</param>
/// <param name="Absolute">E: that more is bad than is allowed, whoever is to blame.</param>
/// <param name="Stable">Es: that stable is above what is allowed.</param>
/// <param name="Better">The reverse comparison: that stable is worse than the candidate.</param>
/// <param name="Largest">The largest single process against the candidate, whoever is to blame: what holds the launch.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EvidenceWeight(double Bad, double Absolute, double Stable, double Better, double Largest)
{
    /// <summary>What the evidence weighs now. Inside a block without control what is certain already counts.</summary>
    /// <param name="evidence">The objective's evidence.</param>
    /// <param name="rules">What it is judged by.</param>
    /// <param name="situation">Whose requests the candidate sees.</param>
    public static EvidenceWeight Of(SequentialEvidence evidence, SequentialRules rules, Situation situation)
    {
        if (rules.AllowedShare is null) return new(evidence.Worse?.Value ?? 1, 0, 0, 0, evidence.Worse?.Value ?? 1);
        var part = rules.TogetherPart;
        var isAlone = !rules.Control || situation is Situation.Chosen or Situation.All;
        var alone = evidence.Alone is not { } process ? 0
            : isAlone && evidence.Open is { Candidate.Total: > 0 } open
                ? Math.Max(process.Value, process.Within(rules.Alone, Math.Max(open.Limit, open.Candidate.Total), open.Candidate.Bad))
                : process.Value;
        var together = evidence.Candidate?.Value ?? 0;
        var worse = Math.Min(together, evidence.Worse?.Value ?? 0);

        // What mends a broken stable is not blamed for what is still bad: beside stable for being worse than it, and without it for being worse than it was.
        if (evidence.IsBetter)
        {
            if (evidence.HeldTo is null) alone = 0;
            return new((part * worse) + ((1 - part) * alone), (part * together) + ((1 - part) * alone), evidence.Stable?.Value ?? 0, evidence.Better?.Value ?? 0, Math.Max(worse, alone));
        }

        return new((part * worse) + ((1 - part) * alone), (part * together) + ((1 - part) * alone), evidence.Stable?.Value ?? 0, evidence.Better?.Value ?? 0, Math.Max(together, alone));
    }
}
