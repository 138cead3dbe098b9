using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Resources;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Core.ShadowDeployments.Policies;

/// <summary>The conditions, as kstatus defines the first three: a shadow that compares is ready; its verdict is a field.</summary>
public static class ShadowConditions
{
    /// <summary>The conditions after a move.</summary>
    public static ImmutableArray<Condition> Of(ShadowView view, ShadowMove move)
    {
        var isReady = move is { Settled: true, Stalled: false };
        var isDown = view.Judgement is { Why: VerdictWhy.ShadowDown or VerdictWhy.DownTooLong };
        return
        [
            Make(view, "Ready", isReady, move.Reason, move.Message),
            Make(view, "Reconciling", !move.Settled && !move.Stalled, move.Reason, move.Message),
            Make(view, "Stalled", move.Stalled, move.Stalled ? move.Reason : Reason.None, move.Stalled ? move.Message : ""),
            Lasting(view, move, Reason.MirrorLoop),
            Lasting(view, move, Reason.SampleNotHonoured),
            RefusedRoute(view, move),
            Refused(view, move),
            Strained(view),
            Unmatched(view, move),
            NotKept(view),
            Make(view, "ShadowDown", isDown, isDown ? Reason.WaitingForShadow : Reason.None, isDown ? view.Judgement!.Message : ""),
        ];
    }

    // Only an edit of the spec ends it: what stalls it meanwhile does not.
    private static Condition Lasting(ShadowView view, ShadowMove move, Reason reason)
    {
        var holds = move.Reason == reason || view.Held(reason);
        return Make(view, reason.ToString(), holds, holds ? reason : Reason.None, "");
    }

    // Its message is what the next pass says again.
    private static Condition RefusedRoute(ShadowView view, ShadowMove move)
    {
        const string Type = nameof(Reason.RouteRefused);
        if (move.Refused is not null) return Make(view, Type, true, Reason.RouteRefused, move.Message);
        return view.IsRefused ? view.Seen.Status.Conditions.First(known => known.Type == Type) : Make(view, Type, false, Reason.None, "");
    }

    // While nobody says what live answers, it stays as it was.
    private static Condition Refused(ShadowView view, ShadowMove move)
    {
        const string Type = nameof(Reason.LiveAnswersDiffer);
        if (move.Begins is not null || view.Spec.MetricsOnly) return Make(view, Type, false, Reason.None, "");
        if (view.Report is not { Evidence: var evidence }) return view.Seen.Status.Conditions.FirstOrDefault(known => known.Type == Type) ?? Make(view, Type, false, Reason.None, "");
        if (UnansweredByLive.Of(evidence) is { } unanswered) return Make(view, Type, true, Reason.LiveAnswersDiffer, unanswered);
        var found = RefusedByLive.Of(evidence);
        var holds = found is not null && !view.Spec.Verdict.RefusalsExpected;
        return Make(view, Type, holds, holds ? Reason.LiveAnswersDiffer : Reason.None, found is null ? RefusedByLive.Named(evidence) : holds ? found : "as compare.refusalsExpected says");
    }

    // By metrics alone there is nothing to keep.
    private static Condition NotKept(ShadowView view)
    {
        var why = view.Spec.MetricsOnly ? null : view.Seen.NotKept;
        return Make(view, nameof(Reason.EvidenceNotKept), why is not null, why is null ? Reason.None : Reason.EvidenceNotKept, why ?? "");
    }

    private static Condition Strained(ShadowView view)
    {
        var strained = view.IsDecided || view.IsAll ? null : view.Strained;
        return Make(view, nameof(Reason.LiveUnderStrain), strained is not null, strained is null ? Reason.None : Reason.LiveUnderStrain, strained?.Message ?? Unwatched(view));
    }

    // False says that nothing is known of it; where nothing can be, that is told.
    private static string Unwatched(ShadowView view) => view.Spec.MetricsOnly || view.IsDecided || view.Spec.Objectives.Any(objective => objective.Judge == JudgeKind.Sequential)
        ? "" : "nobody would see it: no objective counts at live (ratio or quantile); maxLiveRps and maxLiveShare alone bound what is added";

    // Only where somebody asks what the shadow uses: to the others its share of the load is known from the spec.
    private static Condition Unmatched(ShadowView view, ShadowMove move)
    {
        const string Type = nameof(Reason.LoadNotMatched);
        if (view.Seen.Status.DecidedAt is not null && move.Begins is null && view.Seen.Status.Conditions.FirstOrDefault(known => known.Type == Type) is { } known) return known;
        var found = view.Spec.MetricsOnly || move.Begins is not null ? null : MatchedLoad.Problem(view.Memory.Resources.History);
        return Make(view, Type, found is not null, found is null ? Reason.None : Reason.LoadNotMatched, found ?? "");
    }

    private static Condition Make(ShadowView view, string type, bool holds, Reason reason, string message)
    {
        var status = holds ? ConditionStatus.True : ConditionStatus.False;
        var known = view.Seen.Status.Conditions.FirstOrDefault(condition => condition.Type == type);
        return new Condition(type, status, reason == Reason.None ? "AsExpected" : reason.ToString(), message, known?.Status == status ? known.Since : view.Now, view.Seen.Object.Generation);
    }
}
