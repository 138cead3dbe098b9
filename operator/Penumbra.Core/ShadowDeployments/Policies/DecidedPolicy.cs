using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>There is a verdict: nothing is copied any more, the shadow's pods go, and the server stays for those who read its report.</summary>
public static class DecidedPolicy
{
    /// <summary>Decides once there is a verdict.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        if (!view.IsDecided) return null;
        var judgement = view.Seen.Status.Judgement;
        List<ShadowEffect> effects = [.. Copying.End(view)];
        if (!view.IsMirrored && view.Spec.Template is not null && view.Seen.Shadow is { Exists: true, Replicas: > 0 }) effects.Add(new ShadowEffect.ApplyShadow(0));
        return new ShadowMove
        {
            Phase = ShadowPhase.Decided,
            Reason = Reason.ShadowJudged,
            Message = judgement is null ? "there is a verdict" : Sentence(judgement),
            Effects = effects,
            Settled = effects.Count == 0,
        };
    }

    /// <summary>A verdict in a sentence; where nothing is compared, nothing is asked of comparisons.</summary>
    public static string Sentence(Verdicts.ShadowJudgement judgement) => judgement.Needed <= 0 ? $"{judgement.Verdict}: {judgement.Message}" : $"{judgement.Verdict} after {judgement.Counts.Compared} comparisons: {judgement.Message}";
}
