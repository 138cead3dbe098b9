using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Effects;
using Penumbra.Core.DarkLaunches.Status;
using Penumbra.Core.Objectives;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>Shares stay where they are: because a person said so, because something must be mended first, or because an objective asks for a person.</summary>
public static class HoldPolicy
{
    /// <summary>Decides while starting and advancing are forbidden, and when that begins.</summary>
    public static LaunchMove? Apply(LaunchView view)
    {
        if (view.Named && view.Subject != view.Stable && view.Hold is null && !view.Resumes && Begins(view) is { } begun)
        {
            return Holding(view, begun) with { Hold = begun, Effects = [new LaunchEffect.EmitEvent(true, begun.Reason, begun.Message)] };
        }

        if (!view.Held) return null;
        var refresh = view.Problems.Count == 0 && view.Named && view.Subject != view.Stable ? Traffic.Refresh(view) : [];
        if (view.Hold is { } hold) return Holding(view, hold) with { Effects = refresh };
        var (reason, message) = view.Problems.Count > 0
            ? (view.Problems[0].Reason, $"stalled: {view.Problems[0]}")
            : (Reason.PausedBySpec, "spec.paused holds the shares; objectives are still watched");
        if (view.Named && view.Subject != view.Stable) return Holding(view, reason, message) with { Effects = refresh };
        return new LaunchMove
        {
            Phase = view.IsRolledBack ? LaunchPhase.RolledBack : LaunchPhase.Healthy,
            Reason = reason,
            Message = view.Subject is null ? $"revision {view.Stable} serves everybody; {message}" : $"revision {view.Subject} waits; {message}",
        };
    }

    /// <summary>Stays, for a pause that only retry ends.</summary>
    public static LaunchMove Holding(LaunchView view, HoldStatus hold) => Holding(view, hold.Reason, hold.Message) with { Weight = hold.Share < view.Asked ? hold.Share : view.Asked };

    private static LaunchMove Holding(LaunchView view, Reason reason, string message) => new()
    {
        Phase = view.AskedAll ? LaunchPhase.Baking : LaunchPhase.Launching,
        Reason = reason,
        Message = message,
        Step = StepClock.Standing(view, StepPlan.IndexOf(view.Steps, view.Asked)),
        Weight = view.Asked,
    };

    /// <summary>What a person has to do to go on. An annotation that was carried out already must be taken away first, or it would say nothing new.</summary>
    public static string UntilRetry(LaunchView view) => view.Seen.Launch.Acts.GetValueOrDefault("retry") == view.SubjectName
        ? $"{Keys.Retry} is removed and set again to {view.SubjectName}"
        : $"{Keys.Retry}: {view.SubjectName}";

    /// <summary>The pause that a verdict, or a silence, asks for now; null when none does.</summary>
    public static HoldStatus? Begins(LaunchView view)
    {
        foreach (var evaluation in view.Evaluations)
        {
            var memory = view.Memory.Objectives.GetValueOrDefault(evaluation.Objective, ObjectiveMemory.Empty);
            if (view.Spec.OnBad == OnTrouble.Pause && Judgement.Acts(evaluation, memory, view.Spec.Analysis)) return Hold(view, Reason.PausedByObjective, evaluation);
            if (view.Spec.Analysis.OnUnknown == OnTrouble.Pause && GoBackPolicy.Overdue(view, evaluation)) return Hold(view, Reason.PausedByUnknown, evaluation);
        }

        return null;
    }

    private static HoldStatus Hold(LaunchView view, Reason reason, Evaluation evaluation) => new(
        reason, view.Subject!, view.Attempt, view.Asked, view.Now, $"{Evidence.Of(evaluation)}; the share stays at {view.Asked} % until {UntilRetry(view)}");
}
