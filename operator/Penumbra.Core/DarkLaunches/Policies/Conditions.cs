using System.Collections.Immutable;
using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The conditions, as kstatus reads them: Ready, Reconciling, Stalled; and what people ask for besides.</summary>
public static class Conditions
{
    /// <summary>The first revision has taken over from the template.</summary>
    public const string Adopted = "Adopted";

    /// <summary>All conditions of a launch after a move.</summary>
    public static ImmutableList<Condition> Of(LaunchView view, LaunchMove move)
    {
        var rolledBack = move.Phase == LaunchPhase.RolledBack;
        var awaited = Arrival.Until(view.Problems, view.Seen.Launch.CreatedAt, view.Now) is not null;
        var stalled = view.Problems.Count > 0 && !awaited ? view.Problems[0].Reason : rolledBack ? Reason.RolledBack : (Reason?)null;
        var adopted = move.Reason == Reason.Adopted || (view.Stable is not null && AdoptPolicy.IsAdopted(view));
        var scaledUp = adopted && TemplateScale.IsUp(view, move);
        var paused = view.Spec.Paused || view.Hold is not null || move.Hold is not null;

        // Who is paused with nothing to launch has arrived: nobody should wait for him.
        var busy = stalled is null && (awaited || (paused && view.Subject is not null) || move.Phase is not LaunchPhase.Healthy);
        var ready = Converged.IsReady(view, move);
        var conflict = move.Hold?.Reason == Reason.TrafficConflict || view.Hold?.Reason == Reason.TrafficConflict || move.Reason is Reason.DriftUndone or Reason.TrafficConflict;
        var silent = view.Evaluations.FirstOrDefault(evaluation => evaluation is { Verdict: Verdict.Unknown, Why: UnknownWhy.NoAnswer } && view.Now - evaluation.Since >= view.Spec.Analysis.Interval * 3);

        return
        [
            Make(view, "Ready", ready, ready ? Reason.Serving : move.Reason, move.Message),
            Make(view, "Reconciling", busy, move.Reason, move.Message),
            Make(view, "Stalled", stalled is not null, stalled ?? Reason.None, view.Problems.Count > 0 && !awaited ? Problem.Sentences(view.Problems) : rolledBack ? move.Message : ""),
            Make(view, Adopted, adopted, scaledUp ? Reason.TemplateScaledUp : adopted ? Reason.Adopted : move.Reason,
                scaledUp ? TemplateScale.Sentence(view) : adopted ? "the template may have replicas: 0 in Git" : move.Message),
            Make(view, "Paused", paused, paused ? (view.Hold ?? move.Hold)?.Reason ?? Reason.PausedBySpec : Reason.None, paused ? (view.Hold ?? move.Hold)?.Message ?? "spec.paused" : ""),
            Make(view, "TrafficConflict", conflict, conflict ? Reason.TrafficConflict : Reason.None, conflict ? (view.Hold ?? move.Hold)?.Message ?? move.Message : ""),
            Make(view, "SourceUnavailable", silent is not null, silent is null ? Reason.None : Reason.SourceSilent, silent is null ? "" : $"{silent.Objective}: {silent.Note}"),
        ];
    }

    private static Condition Make(LaunchView view, string type, bool holds, Reason reason, string message)
    {
        var status = holds ? ConditionStatus.True : ConditionStatus.False;
        var known = view.Seen.Status.Conditions.FirstOrDefault(condition => condition.Type == type);
        var since = known?.Status == status ? known.Since : view.Now;
        return new Condition(type, status, reason == Reason.None ? "AsExpected" : reason.ToString(), message, since, view.Seen.Launch.Generation);
    }
}
