using Penumbra.Core.Common;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>Nothing may be copied: what is found so far stays, and goes on when the reason is gone.</summary>
public static class HoldPolicy
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    /// <summary>Decides while something forbids copying.</summary>
    public static ShadowMove? Apply(ShadowView view)
    {
        if (view.Seen.Problems.Count > 0) return Wrong(view, view.Seen.Problems);
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
        view, Reason.SampleNotHonoured, $"the gateway does not honour the sample of {view.Spec.Sample} %: the trial share brought more than three times as many copies as it should; the filter is removed until the spec is edited", stalled: true);

    private static ShadowMove Wrong(ShadowView view, IReadOnlyList<Problem> problems)
    {
        // Whoever lets users reach the shadow's pods may not have meant to: they go, and come back with the problem's end. What somebody else made under their name stays.
        List<ShadowEffect> leaving = problems.Any(problem => problem.Reason == Reason.ShadowReachable) && problems.All(problem => problem.Reason != Reason.NameTaken) && view.Spec.Template is not null && view.Seen.Shadow is { Exists: true, Replicas: > 0 } ? [new ShadowEffect.ApplyShadow(0)] : [];
        var move = Hold(view, problems[0].Reason, Problem.Sentences(problems), stalled: true) with { ReconsiderAt = view.Now + Patience };
        if (leaving.Count > 0) return move with { Effects = [.. move.Effects, .. leaving], ReconsiderAt = view.Now + Soon };
        return Arrival.Until(problems, view.Seen.Object.CreatedAt, view.Now) is { } awaited ? move with { Stalled = false, Effects = [.. Copying.End(view)], ReconsiderAt = awaited } : move;
    }

    // With our filter in it a route is tried once: a gateway may drop all of what it refuses, users' requests too. Without, it is somebody else's to mend, and the filter would not help.
    private static ShadowMove? Refused(ShadowView view)
    {
        if (view.IsRefused && Known(view, nameof(Reason.RouteRefused)) is { } known)
            return Hold(view, Reason.RouteRefused, known.Message, stalled: true) with { Refused = view.Seen.Status.Mirror?.Refused };
        if (Copying.Refusal(view) is not { } refused) return null;
        if (refused.Sample is null)
            return view.IsDecided ? null : Hold(view, Reason.RouteRefused, $"{refused.Id} is refused before anything is copied: {refused.AcceptanceMessage}; it goes on when the gateway takes the route", stalled: true);
        return Hold(view, Reason.RouteRefused, $"{refused.Id} was refused with the filter in it: {refused.AcceptanceMessage}; the filter is removed until the spec or the route is edited", stalled: true) with { Refused = Copying.Form(view.Seen.Mirrors) };
    }

    private static ShadowMove Looping(ShadowView view) => Hold(
        view, Reason.MirrorLoop, $"the comparison's own requests to Service {view.Spec.LiveService} were copied to it again; the filter is removed until the spec is edited: name a route that in-cluster requests do not pass", stalled: true);

    private static ShadowMove Hold(ShadowView view, Reason reason, string message, bool stalled = false)
    {
        List<ShadowEffect> effects = [.. Copying.End(view)];
        if (Known(view, "Ready")?.Reason != reason.ToString() || (stalled && Known(view, "Stalled")?.Status != ConditionStatus.True))
            effects.Add(new ShadowEffect.EmitEvent(reason is not (Reason.ShadowSuspended or Reason.LaunchUnderWay), reason, message));
        return new ShadowMove { Phase = view.IsDecided ? ShadowPhase.Decided : view.Seen.Status.Phase ?? ShadowPhase.Preparing, Reason = reason, Message = message, Effects = effects, Stalled = stalled };
    }

    private static Condition? Known(ShadowView view, string type) => view.Seen.Status.Conditions.FirstOrDefault(known => known.Type == type);
}
