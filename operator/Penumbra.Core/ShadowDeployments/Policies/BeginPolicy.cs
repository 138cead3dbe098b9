using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>Evidence belongs to one pair of images, by what is run and not by a tag that moves, to one way to compare and to one recording, where there is one. With another it begins anew, and what it belongs to is written down before anything is copied.</summary>
public static class BeginPolicy
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>Decides while what is compared is not what was compared so far.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        if (view.Subject is not { } subject) return Waiting(view);
        var isAnother = view is { Spec.Replay: not null, Report.Replay: { IsChanged: true, IsFinished: false } };
        if (subject == view.Seen.Status.Subject && view.Seen.Status.DecidedAt is null && !isAnother && !view.IsOtherProgram) return null;
        var message = view.Seen.Status.Subject is null ? "the comparison begins" : $"{Changed(view, subject, isAnother)} has changed: the comparison begins anew";

        // The server is about to start anew.
        if (view.IsMirrored || view.Seen.Replay.Exists) return Move(view, message, [.. Copying.End(view)]);
        return Move(view, message, [new ShadowEffect.EmitEvent(false, Reason.ComparisonBegan, message)]) with { Begins = subject };
    }

    private static string Changed(ShadowView view, string subject, bool isAnother) =>
        isAnother ? view.Spec.Replay!.Recording : subject == view.Seen.Status.Subject && view.IsOtherProgram ? "what the shadow's pods run behind the same image" : "the shadow, live or the way to compare";

    private static ShadowMove? Waiting(ShadowView view)
    {
        // A moment without a ready pod changes nothing of what is compared.
        if (view.Seen.Status.Subject is not null && view.Seen.Status.DecidedAt is null) return null;
        var (reason, message) = view.Seen.LiveImages.Count == 0
            ? (Reason.WaitingForLive, $"Service {view.Spec.LiveService} has no ready pod")
            : (Reason.WaitingForShadow, $"the shadow's images are not known yet: {(view.Spec.Service is { } service ? $"Service {service} has no ready pod" : $"Deployment {view.Spec.Template} is looked for")}");
        return Move(view, message, [.. Copying.End(view)]) with { Reason = reason };
    }

    private static ShadowMove Move(ShadowView view, string message, IReadOnlyList<ShadowEffect> effects) => new()
    {
        Phase = ShadowPhase.Preparing, Reason = Reason.ComparisonBegan, Message = message, Effects = effects, ReconsiderAt = view.Now + Soon,
    };
}
