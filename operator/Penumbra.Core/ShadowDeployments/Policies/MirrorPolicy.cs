using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>Copies a little at first, to see that the gateway copies no more than it is asked to; then what is asked for.</summary>
public static class MirrorPolicy
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    /// <summary>Decides while there is something to compare.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        if (view.Seen.Status.Mirror is not { IsCopying: true } mirror || !view.IsMirrored) return Start(view, Copying.TrialOf(view.Spec.Sample), null, "a little is copied at first");
        var trial = Copying.TrialOf(view.Spec.Sample);
        if (mirror.Sample == trial) return view.Now < mirror.Since + Copying.Trial ? Go(view, mirror) : Start(view, view.Spec.Sample, Copying.Rate(view, mirror), $"{view.Spec.Sample} % are copied");
        if (mirror.Sample != view.Spec.Sample) return Start(view, view.Spec.Sample, null, $"{view.Spec.Sample} % are copied");
        if (mirror.TrialRate is { } tried && view.Now >= mirror.Since + Copying.Trial)
        {
            if (Copying.Rate(view, mirror) is { } present && Copying.IsIgnored(tried, present)) return HoldPolicy.Ignored(view);
            return Go(view, mirror with { TrialRate = null });
        }

        return Go(view, mirror);
    }

    private static ShadowMove Start(ShadowView view, Share sample, double? trialRate, string message) => Comparing(
        view, new MirrorStatus(sample, view.Now, view.Report?.Instance ?? "", view.Report?.Seen ?? 0, trialRate), sample, message);

    private static ShadowMove Go(ShadowView view, MirrorStatus mirror) => Comparing(view, mirror, mirror.Sample, Progress(view));

    private static ShadowMove Comparing(ShadowView view, MirrorStatus mirror, Share sample, string message)
    {
        var effects = Copying.Set(view, sample).ToList();
        var isPending = effects.Count > 0 || view.Seen.Mirrors.Any(known => known is { InSpec: true, Acceptance: RouteAcceptance.Pending });
        return new ShadowMove
        {
            Phase = ShadowPhase.Comparing,
            Reason = isPending ? Reason.WaitingForMirror : Reason.Comparing,
            Message = message,
            Effects = effects,
            Mirror = mirror,
            Settled = !isPending,
            ReconsiderAt = view.Now + Look,
        };
    }

    private static string Progress(ShadowView view) => view.Judgement switch
    {
        null => "requests are copied; the server has said nothing yet",
        { Verdict: ShadowVerdict.Inconclusive, ExpectedAt: { } expected } judgement => $"{judgement.Message}; a verdict can be expected at {expected.UtcDateTime:yyyy-MM-dd HH:mm} UTC",
        var judgement => judgement.Message,
    };
}
