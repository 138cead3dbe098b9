using Penumbra.Core.Common;
using Penumbra.Core.DarkLaunches.Spec;
using Penumbra.Core.Objectives;
using Penumbra.Rehearsal.Faults;
using Penumbra.Rehearsal.Runs;

namespace Penumbra.Rehearsal.Power;

/// <summary>
/// Which step to hold for how long, so that a fault is noticed: so many events as the power rule asks for to tell the fault's share from the allowed one (see judging), at the step's share of the
/// traffic. The rule is a rule of thumb, so its answer is rehearsed, and lengthened, before it is given.
/// </summary>
public static class HoldAdvice
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);
    private static readonly double[] Lengths = [1, 1.6, 2.6];

    /// <summary>Advice about a fault that is not noticed.</summary>
    /// <param name="settings">The launch and its traffic.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="noticed">Rehearses a changed launch with the fault: the share that notices it.</param>
    public static Advice For(RunSettings settings, Fault fault, Func<DarkLaunchSpec, double> noticed)
    {
        var spec = settings.Launch.Spec;
        if (Watching.Of(spec, settings.Traffic, fault) is not { } watching) return new Advice(AdviceKind.Unwatched);
        if (watching.Times <= 1) return new Advice(AdviceKind.Allowed, watching.Objective.Name);
        var sharing = spec.Objectives.Count(objective => objective is { Mode: ObjectiveMode.Enforce, Judge: not JudgeKind.Threshold });
        var events = SampleSize.Needed(watching.Allowed, watching.Times, spec.Analysis.FalseAlarmRate, Math.Max(1, sharing));
        var average = settings.Traffic.Average(settings.Traffic.StreamOf(watching.Index));
        foreach (var length in Lengths)
        {
            if (Choose(spec, fault, average, events * length) is not { } choice) break;
            var share = noticed(Held(spec, choice.Step, choice.Hold));
            if (share >= 0.5) return new Advice(AdviceKind.Hold, watching.Objective.Name, choice.Step, choice.Hold, share);
        }

        return new Advice(AdviceKind.Accept, watching.Objective.Name);
    }

    // The least share that shows it in an hour or two hurts as many as any other, and fewer at once; else the largest beside which stable still serves.
    private static (int Step, TimeSpan Hold)? Choose(DarkLaunchSpec spec, Fault fault, double average, double events)
    {
        (int, TimeSpan)? best = null;
        for (var index = 0; index < spec.Steps.Count; index++)
        {
            var step = spec.Steps[index];
            if (step.Share == Share.None || (step.Share == Share.All && best is not null) || index + 1 < FirstStep(spec, fault)) continue;
            var seconds = events / (average * step.Share.Parts / Share.Whole);
            if (seconds > Longest.TotalSeconds) continue;
            var hold = Rounded(Math.Max(seconds, step.Hold.TotalSeconds * 1.2));
            best = (index + 1, hold);
            if (hold <= Patience) return best;
        }

        return best;
    }

    private static int FirstStep(DarkLaunchSpec spec, Fault fault)
    {
        if (fault.Step is { } named) return named;
        var end = TimeSpan.Zero;
        for (var index = 0; index < spec.Steps.Count; index++)
        {
            end += spec.Steps[index].Hold;
            if (end > fault.Onset) return index + 1;
        }

        return spec.Steps.Count;
    }

    private static TimeSpan Rounded(double seconds) => seconds switch
    {
        < 600 => TimeSpan.FromMinutes(Math.Ceiling(seconds / 60)),
        < 7200 => TimeSpan.FromMinutes(5 * Math.Ceiling(seconds / 300)),
        _ => TimeSpan.FromMinutes(30 * Math.Ceiling(seconds / 1800)),
    };

    private static DarkLaunchSpec Held(DarkLaunchSpec spec, int step, TimeSpan hold) =>
        spec with { Steps = [.. spec.Steps.Select((one, index) => index == step - 1 ? one with { Hold = hold } : one)] };
}
