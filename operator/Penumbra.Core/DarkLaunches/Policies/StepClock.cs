using Penumbra.Core.DarkLaunches.Status;

namespace Penumbra.Core.DarkLaunches.Policies;

/// <summary>The time of a step: it runs only while the launch does.</summary>
public static class StepClock
{
    /// <summary>
    /// The step that the routes show, with its clock running: what status says when it speaks of the same step of the same list, else a new clock
    /// from now. A crash between route and status thus begins the hold anew: never shorter.
    /// </summary>
    public static StepStatus Running(LaunchView view, int index, TimeSpan hold)
    {
        var plan = StepPlan.Digest(view.Steps);
        var known = Known(view, index, plan);
        var since = known?.Since ?? view.Now;
        var held = known?.Held ?? TimeSpan.Zero;
        return new StepStatus { Index = index, Of = view.Steps.Count, Since = since, Held = held, EarliestNext = since + (hold - held), Plan = plan };
    }

    /// <summary>The same step with its clock standing.</summary>
    public static StepStatus Standing(LaunchView view, int index)
    {
        var plan = StepPlan.Digest(view.Steps);
        var known = Known(view, index, plan);
        var held = (known?.Held ?? TimeSpan.Zero) + (known?.Since is { } since ? view.Now - since : TimeSpan.Zero);
        return new StepStatus { Index = index, Of = view.Steps.Count, Held = held, Plan = plan };
    }

    /// <summary>The step that status speaks of, when it is this one.</summary>
    public static StepStatus? Known(LaunchView view, int index, string plan) =>
        view.Seen.Status is { Step: { } step, Candidate: { } candidate }
        && step.Index == index && step.Plan == plan && candidate.Revision == view.Subject && candidate.Attempt == view.Attempt
        && view.Seen.Status.Weight == view.Asked
            ? step
            : null;
}
