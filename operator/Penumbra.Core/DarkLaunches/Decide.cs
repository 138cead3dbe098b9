using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Observed;
using Penumbra.Core.DarkLaunches.Policies;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches;

/// <summary>The rules of a launch: facts in, effects out. No I/O, no clock. The same function runs in production, in the simulation and in rehearsals.</summary>
public static class Decide
{
    /// <summary>The policies in their order; the first that has something to say decides.</summary>
    public static IReadOnlyList<LaunchPolicy> Policies { get; } =
    [
        DeletePolicy.Apply,     // A launch that goes must not start anything.
        AdoptPolicy.Apply,      // Without a stable revision there is nothing to go back to: nothing else can be right before.
        RestPolicy.Apex,        // Users go through the apex: put right before anything is decided on it.
        RestPolicy.Routes,      // And to it by the routes: one that is gone serves nobody.
        RestPolicy.Revision,    // And by both to pods that somebody must keep.
        PromotePolicy.Apply,    // The apex has moved: going back would take capacity that may be gone; finishing takes one write.
        GoBackPolicy.Apply,     // Safety before everything that moves forward; neither Stalled nor paused forbids it.
        DriftPolicy.Apply,      // A foreign hand on the route: judged before we write on top of it.
        ScaledToZeroPolicy.Apply, // No pod is asked for: what is not there is no outage, and there is nobody to launch anything for.
        ForwardFixPolicy.Apply, // Nobody is served: no step is too fast.
        HoldPolicy.Apply,       // From here on everything starts or advances: forbidden while held.
        StepPolicy.Apply,       // The candidate climbs, bakes and is promoted.
        StartPolicy.Apply,      // A new revision starts in the dark.
        RestPolicy.Apply,       // Nothing to do: make sure that it is so.
    ];

    /// <summary>Decides on one launch.</summary>
    public static LaunchDecision Next(DarkLaunchSpec spec, LaunchObserved seen)
    {
        var view = LaunchViewing.Of(spec, seen);
        var move = Policies.Select(policy => policy(view)).First(decided => decided is not null)!;
        var memory = Waiting.Remember(view, move);
        var status = Projection.Of(view, move, memory);
        var (tidying, tidyAt) = move.Gone ? ([], null) : Tidy.Of(view, move);
        var acting = move.Effects.Where(effect => effect is not LaunchEffect.EmitEvent).Concat(tidying).ToList();

        var effects = new List<LaunchEffect>();
        if (!seen.Launch.HasFinalizer && !seen.Launch.Deleting && acting.Count > 0) effects.Add(new LaunchEffect.AddFinalizer());
        effects.AddRange(acting);
        var told = !move.Gone && StatusWrite.Due(seen.Status, status, memory, seen.Now);
        if (told)
        {
            effects.Add(new LaunchEffect.PatchStatus(StatusWrite.Stamp(seen.Status, status, seen.Now)));
            memory = memory with { Known = memory.Known.With(status.Evidence) };
        }

        effects.AddRange(move.Effects.Where(effect => effect is LaunchEffect.EmitEvent));
        if (!move.Gone && EvidenceKeeping.IsLost(view))
            effects.Add(new LaunchEffect.EmitEvent(true, Reason.EvidenceLost, "status.evidence cannot be read by this version: the judge goes on without what it had gathered"));
        if (told && ObjectiveKeeping.IsShortened(status.Evidence) && !ObjectiveKeeping.IsShortened(seen.Status.Evidence))
            effects.Add(new LaunchEffect.EmitEvent(true, Reason.EvidenceShortened, ObjectiveKeeping.Shortened));
        if (told && TemplateScale.Warning(view, status) is { } warning) effects.Add(warning);

        return new LaunchDecision
        {
            Reason = move.Reason,
            IsConverged = Converged.Holds(view),
            Effects = effects,
            Status = status,
            ReconsiderAt = Earliest(move.ReconsiderAt, tidyAt, Waiting.Deadline(view, memory), StatusWrite.NextAt(seen.Status, status, memory, seen.Now), Arrival.Until(view.Problems, seen.Launch.CreatedAt, seen.Now)),
            Measure = Measure(view, move),
            Memory = memory,
        };
    }

    private static MeasurePlan? Measure(LaunchView view, LaunchMove move) =>
        view.Spec.Objectives.Count > 0 && view.IsTried && move.Phase is LaunchPhase.Launching or LaunchPhase.Baking && move.Reason != Reason.ScaledToZero
            ? new MeasurePlan(view.Subject!, view.Attempt, view.Spec.Analysis.Interval, view.AskedAll || !view.Spec.Objectives.Any(Compares) ? null : view.Stable)
            : null;

    private static bool Compares(Objective objective) => objective.Control || objective.Bound is Bound.NoWorseThanStable;

    private static DateTimeOffset? Earliest(params ReadOnlySpan<DateTimeOffset?> times)
    {
        DateTimeOffset? earliest = null;
        foreach (var time in times)
        {
            if (time is not null && (earliest is null || time < earliest)) earliest = time;
        }

        return earliest;
    }
}
