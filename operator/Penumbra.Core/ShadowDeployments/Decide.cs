using Penumbra.Core.Common;
using Penumbra.Core.Objectives;
using Penumbra.Core.ShadowDeployments.Effects;
using Penumbra.Core.ShadowDeployments.Measuring;
using Penumbra.Core.ShadowDeployments.Observed;
using Penumbra.Core.ShadowDeployments.Policies;
using Penumbra.Core.ShadowDeployments.Spec;
using Penumbra.Core.ShadowDeployments.Status;

namespace Penumbra.Core.ShadowDeployments;

/// <summary>The rules of a shadow: facts in, effects out. No I/O, no clock.</summary>
public static class Decide
{
    /// <summary>How often what was found is kept at most, so that a server which starts anew loses no more than that.</summary>
    public static TimeSpan KeepInterval { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How soon it is tried again when keeping was refused: what is not kept is lost with the server.</summary>
    public static TimeSpan KeepAgain { get; } = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>The policies in their order; the first that has something to say decides.</summary>
    public static IReadOnlyList<ShadowPolicy> Policies { get; } =
    [
        DeletePolicy.Apply,  // A shadow that goes must not start anything, and its filter goes first.
        HoldPolicy.Apply,    // Whatever forbids copying ends it, whatever else there is to do.
        DecidedPolicy.Apply, // There is nothing left to find out.
        BeginPolicy.Apply,   // What evidence belongs to is known before there is any.
        PreparePolicy.Apply, // Nobody is sent to a server that is not there.
        ReplayPolicy.Apply,  // What is recorded comes before what users ask.
        JudgePolicy.Apply,   // A verdict ends the copying: no request more than it takes.
        MirrorPolicy.Apply,  // Copies: a little, then what is asked for.
    ];

    /// <summary>Decides on one shadow.</summary>
    public static ShadowDecision Next(ShadowSpec spec, ShadowObserved seen)
    {
        var view = ShadowView.Of(spec, seen);
        var move = Policies.Select(policy => policy(view)).First(decided => decided is not null)!;
        var status = ShadowProjection.Of(view, move);

        // By metrics alone nothing is found that a server would have to go on from.
        var acting = move.Effects.Where(effect => effect is not ShadowEffect.EmitEvent && !(spec.MetricsOnly && effect is ShadowEffect.KeepEvidence)).ToList();
        var effects = new List<ShadowEffect>();
        if (!seen.Object.HasFinalizer && !seen.Object.Deleting && acting.Count > 0) effects.Add(new ShadowEffect.AddFinalizer());

        // The share and its clock are written down before more is copied: a restart in between must not take the trial for passed.
        var grows = acting.Exists(effect => effect is ShadowEffect.SetMirror { Sample: not null });
        var write = !move.Gone && StatusWrite.Due(seen.Status, status, seen.WrittenAt, seen.Now) ? new ShadowEffect.PatchStatus(status) : null;
        // So is that a gateway refuses a filter: a restart in between would try it again.
        var isFirst = grows || (move.Refused is not null && !view.IsRefused);
        if (isFirst && write is not null) effects.Add(write);

        // What was found is kept last, so that nothing waits for it, and once: a shadow that is held finds nothing. Before a server that starts anew it is kept first, also where nothing is new, as somebody may have taken away what was kept; but not with each try.
        var isKeptFirst = acting.Exists(effect => effect is ShadowEffect.ApplyServer);
        var isTriedAgain = seen.KeptAt is { } last && seen.Now - last < (seen.IsKept ? KeepInterval : Soon);
        effects.AddRange(acting.Where(effect => effect is not ShadowEffect.KeepEvidence || (isKeptFirst && !isTriedAgain)));
        if (!isFirst && write is not null) effects.Add(write);
        if (!isKeptFirst && !seen.IsKept && (KeepIsDue(view) || acting.Exists(effect => effect is ShadowEffect.KeepEvidence))) effects.Add(new ShadowEffect.KeepEvidence());
        effects.AddRange(move.Effects.Where(effect => effect is ShadowEffect.EmitEvent));
        if (!move.Gone)
        {
            foreach (var reason in (Reason[])[Reason.LiveAnswersDiffer, Reason.EvidenceNotKept])
            {
                if (Begins(seen.Status, status, reason.ToString()) is { } told) effects.Add(new ShadowEffect.EmitEvent(true, reason, told.Message));
            }
        }

        if (write is not null && view.TakenBack is { } excused) effects.Add(new ShadowEffect.EmitEvent(false, Reason.ShadowJudged, excused));
        if (!move.Gone && ShadowObjectives.IsLost(spec, seen))
            effects.Add(new ShadowEffect.EmitEvent(true, Reason.EvidenceLost, "status.evidence cannot be read by this version: the objectives are judged without what was gathered before"));

        if (write is not null && ObjectiveKeeping.IsShortened(status.Evidence) && !ObjectiveKeeping.IsShortened(seen.Status.Evidence))
            effects.Add(new ShadowEffect.EmitEvent(true, Reason.EvidenceShortened, ObjectiveKeeping.Shortened));

        // What could not be kept is tried again, also when there is nothing else to wait for: so long after it was refused, which is a little later than what was decided then. What came of it is told soon.
        var isTried = effects.Exists(effect => effect is ShadowEffect.KeepEvidence);
        var kept = isTried ? seen.Now + Soon : seen.KeptAt is { } refused && refused + KeepAgain > seen.Now ? refused + KeepAgain : seen.Now + KeepAgain;
        var again = seen.NotKept is null || move.Gone || spec.MetricsOnly ? move.ReconsiderAt : move.ReconsiderAt is { } at && at < kept ? at : kept;
        return new ShadowDecision { Reason = move.Reason, IsConverged = Converged.Holds(view), Effects = effects, Status = status, ReconsiderAt = again, Memory = write is null ? view.Memory : Knowing(view.Memory, status), Measures = ShadowObjectives.AreMeasured(spec, seen) };
    }

    // What is written is known again when it is read.
    private static ShadowMemory Knowing(ShadowMemory memory, ShadowStatus status) =>
        memory with { Known = memory.Known.With(status.Evidence), Resources = memory.Resources with { Known = memory.Resources.Known.With(status.Resources?.Kept) } };

    // A condition that holds from now on: status is written first, so that it is told once.
    private static Condition? Begins(ShadowStatus before, ShadowStatus after, string type) =>
        Holding(before, type) is null ? Holding(after, type) : null;

    private static Condition? Holding(ShadowStatus status, string type) => status.Conditions.FirstOrDefault(condition => condition.Type == type && condition.Status == ConditionStatus.True);

    private static bool KeepIsDue(ShadowView view) =>
        view is { Report: not null, Spec.MetricsOnly: false } && (!view.IsDecided || view.Seen.NotKept is not null) && !view.Seen.Object.Deleting && (view.Report.Seen > 0 || view.Report.Replay.Replayed > 0) && (view.Seen.KeptAt is not { } at || view.Now - at >= (view.Seen.NotKept is null ? KeepInterval : KeepAgain));
}
