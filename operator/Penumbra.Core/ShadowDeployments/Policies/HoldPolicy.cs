using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>Nothing may be copied: what is found so far stays, and goes on when the reason is gone.</summary>
public static class HoldPolicy
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Decides while something forbids copying.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        if (view.Seen.Problems.Count > 0) return Hold(view, view.Seen.Problems[0].Reason, Problem.Sentences(view.Seen.Problems)) with { Stalled = true, ReconsiderAt = view.Now + Patience };
        if (view.Held(Reason.MirrorLoop) || view.IsLooping) return Looping(view);
        if (view.Held(Reason.SampleNotHonoured)) return Ignored(view);
        if (Refused(view) is { } refused) return refused;
        if (view.Spec.Suspended) return Hold(view, Reason.ShadowSuspended, "spec.suspend is set: nothing is copied") with { Settled = true };
        if (view.Strained is { } strained && !view.IsDecided && !view.IsAll) return Hold(view, Reason.LiveUnderStrain, strained.Message) with { ReconsiderAt = strained.Until };
        return view.Seen.Launching is { } launch && !view.IsDecided
            ? Hold(view, Reason.LaunchUnderWay, $"DarkLaunch {launch} moves users between releases of Service {view.Spec.LiveService}: nothing is compared until it has ended") with { ReconsiderAt = view.Now + Patience }
            : null;
    }

    /// <summary>The gateway copies more than it was asked to.</summary>
    public static ShadowMove Ignored(ShadowView view) => Hold(
        view, Reason.SampleNotHonoured, $"the gateway does not honour the sample of {view.Spec.Sample} %: the trial share brought more than three times as many copies as it should; the filter is removed until the spec is edited") with { Stalled = true };

    // With our filter in it a route is tried once: a gateway may drop all of what it refuses, users' requests too. Without, it is somebody else's to mend, and the filter would not help.
    private static ShadowMove? Refused(ShadowView view)
    {
        if (view.IsRefused && view.Seen.Status.Conditions.First(known => known.Type == nameof(Reason.RouteRefused)) is { } known)
            return Hold(view, Reason.RouteRefused, known.Message) with { Stalled = true, Refused = view.Seen.Status.Mirror?.Refused };
        if (Copying.Refusal(view) is not { } refused) return null;
        if (refused.Sample is null)
            return view.IsDecided ? null : Hold(view, Reason.RouteRefused, $"{refused.Id} is refused before anything is copied: {refused.AcceptanceMessage}; it goes on when the gateway takes the route") with { Stalled = true };
        return Hold(view, Reason.RouteRefused, $"{refused.Id} was refused with the filter in it: {refused.AcceptanceMessage}; the filter is removed until the spec or the route is edited") with { Stalled = true, Refused = Copying.Form(view.Seen.Mirrors) };
    }

    private static ShadowMove Looping(ShadowView view) => Hold(
        view, Reason.MirrorLoop, $"the comparison's own requests to Service {view.Spec.LiveService} were copied to it again; the filter is removed until the spec is edited: name a route that in-cluster requests do not pass") with { Stalled = true };

    private static ShadowMove Hold(ShadowView view, Reason reason, string message)
    {
        List<ShadowEffect> effects = [.. Copying.End(view)];
        if (view.Seen.Status.Conditions.FirstOrDefault(known => known.Type == "Ready")?.Reason != reason.ToString())
            effects.Add(new ShadowEffect.EmitEvent(reason is not (Reason.ShadowSuspended or Reason.LaunchUnderWay), reason, message));
        return new ShadowMove { Phase = view.IsDecided ? ShadowPhase.Decided : view.Seen.Status.Phase ?? ShadowPhase.Preparing, Reason = reason, Message = message, Effects = effects };
    }
}
