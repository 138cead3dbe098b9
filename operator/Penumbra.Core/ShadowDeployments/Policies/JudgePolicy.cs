using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>The tests may be looked at at any time: the first verdict is the verdict.</summary>
public static class JudgePolicy
{
    /// <summary>Decides when the evidence is enough.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        if (view.Report is null || view.Judgement is not { Verdict: not ShadowVerdict.Inconclusive } judgement) return null;
        var message = DecidedPolicy.Sentence(judgement);
        return new ShadowMove
        {
            Phase = ShadowPhase.Decided,
            Reason = Reason.ShadowJudged,
            Message = message,
            Decides = true,
            Effects = [new ShadowEffect.KeepEvidence(), .. Copying.End(view), new ShadowEffect.EmitEvent(judgement.Verdict == ShadowVerdict.Worse, Reason.ShadowJudged, message)],
            ReconsiderAt = view.Now + TimeSpan.FromSeconds(1),
        };
    }
}
