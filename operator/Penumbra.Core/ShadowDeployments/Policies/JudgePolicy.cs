using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>
/// The tests may be looked at at any time: the first verdict is the verdict. A bad one is told at once; the comparing goes on up to its number of comparisons, so that whoever mends the shadow knows
/// all that is wrong and not only what was found first.
/// </summary>
public static class JudgePolicy
{
    /// <summary>Decides when the evidence is enough.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        if (view.Report is null || view.Judgement is not { } judgement || (judgement.Verdict == ShadowVerdict.Inconclusive && !view.IsAll)) return null;
        var message = DecidedPolicy.Sentence(judgement);
        if (!view.IsAll && judgement.Verdict == ShadowVerdict.Worse && judgement.Counts.Compared < view.Spec.Verdict.MinComparisons && view.Now < view.EndsAt) return GoOn(view, message);
        return new ShadowMove
        {
            Phase = ShadowPhase.Decided,
            Reason = Reason.ShadowJudged,
            Message = message,
            Decides = true,
            Effects = [.. Copying.End(view), new ShadowEffect.KeepEvidence(), new ShadowEffect.EmitEvent(judgement.Verdict == ShadowVerdict.Worse, Reason.ShadowJudged, message)],
            ReconsiderAt = view.Now + TimeSpan.FromSeconds(1),
        };
    }

    private static string Further(ShadowView view) => view.Spec.MetricsOnly ? "it is measured to the end" : $"it is compared up to {view.Spec.Verdict.MinComparisons} times";

    private static ShadowMove? GoOn(ShadowView view, string message)
    {
        if (MirrorPolicy.Apply(view) is not { } move) return null;
        var isNew = view.Seen.Status.Judgement?.Verdict != ShadowVerdict.Worse;
        return move with { Effects = isNew ? [.. move.Effects, new ShadowEffect.EmitEvent(true, Reason.ShadowJudged, $"{message}; {Further(view)} all the same, to name all that is wrong")] : move.Effects };
    }
}
