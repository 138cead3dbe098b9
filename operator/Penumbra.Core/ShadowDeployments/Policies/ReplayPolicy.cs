using System.Globalization;
using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>
/// What is recorded is replayed to its end before anything is copied. How far it is, the server keeps with its evidence: a Job that is made anew goes on there, whatever ended the last one, and a
/// server that has lost a little is told that little again.
/// </summary>
public static class ReplayPolicy
{
    // An image is pulled and a volume attached in less, mostly; whoever waits longer is told what for.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>Decides until everything is replayed.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        var job = view.Seen.Replay;
        if (view.Spec.Replay is not { } replay) return job.Exists ? Move(view, "the spec names no recording", [new ShadowEffect.EndReplay()]) : null;

        // Nobody knows how far it is: what runs goes on.
        if (view.Report is not { } report) return null;
        if (report.Replay.IsFinished) return job.Exists ? Finish(view, report.Replay) : null;
        if (view.IsMirrored || (job.Exists && (!job.Current || job.Succeeded))) return Move(view, "the replay is prepared", [.. Copying.End(view)]) with { ReconsiderAt = view.Now + Soon };
        if (!job.Exists) return Begin(view, report.Replay);

        // The Job stays, so that nobody makes another one; whoever has mended the recording takes it away.
        if (job.Failure is { } failure) return Tell(view, Reason.ReplayFailed, $"{replay.Field}: {replay.Recording}: {failure}; mend it, then delete the Job") with { Stalled = true };
        return job.Waits is { } waits && view.Now - waits.Since >= Patience
            ? Tell(view, Reason.ReplayWaits, string.Create(CultureInfo.InvariantCulture, $"{replay.Field}: no pod of the replay has begun since {waits.Since:yyyy-MM-ddTHH:mm:ssZ}: {waits.For}"))
            : Move(view, Progress(report.Replay), []) with { Settled = report.Replay.Total is not null };
    }

    private static ShadowMove Begin(ShadowView view, ReplayProgress progress) => Move(
        view, Progress(progress), [new ShadowEffect.ApplyReplay(view.Seen.Status.Subject!, view.Seen.Status.Since!.Value), new ShadowEffect.EmitEvent(false, Reason.ReplayBegan, progress.Replayed == 0 ? "the replay begins" : $"the replay goes on: {Progress(progress)}")])
        with { ReconsiderAt = view.Now + Soon };

    // What was found last is kept before anything else happens: it would have to be replayed again.
    private static ShadowMove Finish(ShadowView view, ReplayProgress progress)
    {
        var message = $"{Progress(progress)}: all of the recording";
        return Move(view, message, [new ShadowEffect.EndReplay(), new ShadowEffect.KeepEvidence(), new ShadowEffect.EmitEvent(false, Reason.ReplayFinished, message)]) with { ReconsiderAt = view.Now + Soon };
    }

    // An event only when it begins.
    private static ShadowMove Tell(ShadowView view, Reason reason, string message)
    {
        var isNew = view.Seen.Status.Conditions.FirstOrDefault(known => known.Type == "Ready")?.Reason != reason.ToString();
        return Move(view, message, isNew ? [new ShadowEffect.EmitEvent(true, reason, message)] : []) with { Reason = reason };
    }

    private static string Progress(ReplayProgress progress) => progress.Total is { } total
        ? string.Create(CultureInfo.InvariantCulture, $"replayed {progress.Replayed:#,0} of {total:#,0}")
        : "the replay's pod starts and counts the requests";

    private static ShadowMove Move(ShadowView view, string message, IReadOnlyList<ShadowEffect> effects) => new()
    {
        Phase = ShadowPhase.Replaying, Reason = Reason.Replaying, Message = message, Effects = effects, ReconsiderAt = view.Now + Look,
    };
}
