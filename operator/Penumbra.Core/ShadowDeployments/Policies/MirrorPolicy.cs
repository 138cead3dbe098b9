using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.ShadowDeployments.Measuring;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>Copies a little at first, to see that the gateway copies no more than it is asked to; then what is asked for.</summary>
public static class MirrorPolicy
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    // Times are written in whole seconds.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1.4);

    /// <summary>Decides while there is something to compare.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        var trial = Copying.TrialOf(view.Spec.Sample);
        var asked = view.Seen.Status.Mirror is { IsCopying: true } known ? known : null;
        var mirror = view.IsMirrored ? asked : null;
        if (view.Report is not { } report) return Blind(view, mirror);
        if (mirror is null) return asked is not null && Copying.WasIgnored(view, asked) ? HoldPolicy.Ignored(view) : Start(view, trial, null, "a little is copied at first");

        // Written down before it was done, and done much later: the process slept in between, or the server was slow. The clock begins with what it is for.
        if (view.Seen.MirroredAt - mirror.Since > Late) return Start(view, mirror.Sample, mirror.TrialRate, Progress(view));
        if (mirror.Sample == trial && mirror.Instance != report.Instance) return Start(view, trial, null, "the comparison server started anew, and the trial with it");
        if (mirror.Sample == trial) return view.Now < mirror.Since + Copying.Trial ? Go(view, mirror) : Start(view, view.Spec.Sample, Copying.Rate(view, mirror), $"{view.Spec.Sample} % are copied");

        // Edited meanwhile: that the gateway keeps one share, or was about to be seen to, says nothing of another.
        if (mirror.Sample != view.Spec.Sample) return Start(view, trial, null, "the sample has changed: a little is copied at first");
        if (mirror.TrialRate is { } tried && view.Now >= mirror.Since + Copying.Trial)
        {
            if (Copying.Rate(view, mirror) is { } present && Copying.IsIgnored(tried, present)) return HoldPolicy.Ignored(view);
            return Go(view, mirror with { TrialRate = null });
        }

        return Go(view, mirror);
    }

    // Nobody sees what arrives: what is copied stays as it is, and what nobody asked for ends.
    private static ShadowMove Blind(ShadowView view, MirrorStatus? mirror)
    {
        var move = mirror is null ? Comparing(view, null, null, "") : Go(view, mirror);
        if (mirror is not null && IsFirstLook(view)) return move;
        if (view.Spec.MetricsOnly) return move with { Reason = Reason.WaitingForMetrics, Message = $"requests are copied, but {CountedCopies.Silence(view.Spec)}", Settled = false };
        return move with { Reason = Reason.WaitingForServer, Message = "requests are copied, but the comparison server does not answer the operator", Settled = false };
    }

    // A process that has just begun has not asked the source yet: that says nothing of the source, and what the last one found of it stays.
    private static bool IsFirstLook(ShadowView view) =>
        view.Spec.MetricsOnly && CountedCopies.IsUnasked(view.Spec, view.Memory) && view.Seen.Status.Conditions.FirstOrDefault(known => known.Type == "Ready")?.Reason != nameof(Reason.WaitingForMetrics);

    private static ShadowMove Start(ShadowView view, Share sample, double? trialRate, string message) => Comparing(
        view, new MirrorStatus(sample, view.Now, view.Report!.Instance, view.Report.Seen, trialRate), sample, message);

    private static ShadowMove Go(ShadowView view, MirrorStatus mirror) => Comparing(view, mirror, mirror.Sample, Progress(view));

    private static ShadowMove Comparing(ShadowView view, MirrorStatus? mirror, Share? sample, string message)
    {
        var effects = (sample is { } share ? Copying.Set(view, share) : Copying.End(view)).ToList();
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
